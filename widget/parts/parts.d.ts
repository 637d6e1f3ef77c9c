/** What the loader and the frame's script hand to the parts that they load when somebody needs them. */

/** How the launcher looks. */
export interface Look {
  label: string;
  lang: string;
  position: string;
  scheme: string;
}

/** From the loader, on the owner's page. */
export interface PageKit {
  /** The owner's options; they change. */
  settings: Record<string, any>;
  /** The element that holds launcher and frame, in the shadow root. */
  layer: HTMLElement;
  launcher: HTMLButtonElement;
  frame: HTMLIFrameElement;
  /** The deployment's origin. */
  origin: string;
  update(options?: Record<string, any>): void;
  /** Lifts the layer into the top layer. An element that is moved falls out of it. */
  surface(): void;
  /** Sends a message to the frame, once that is there. */
  send(message: { type: string; [key: string]: any }): void;
  now(): { host: HTMLElement | undefined; look: Look | undefined; isOpen: boolean; isReady: boolean; signal: AbortSignal };
  /** The commands of the global function. */
  methods: Record<string, (...args: any[]) => unknown>;
}

/** From boot.js, in the frame. */
export interface FrameKit {
  /** The state of the frame; it changes. */
  frame: {
    project: string;
    open: boolean;
    fullscreen: boolean;
    inline: boolean;
    page: { url: string | null; title: string };
    locale: string | null;
    texts: string[];
    /** The ids of files that go with the next message. */
    attachments?: string[];
  };
  root: HTMLElement;
  /** What was shown before the widget, which has taken its place. */
  skeleton: HTMLElement;
  /** The public settings of the project. */
  settings: Record<string, any>;
  /** Where the browser's storage has the visitor's record. */
  key: string;
  post(message: { type: string; [key: string]: any }): void;
  command(command: { type: string; [key: string]: any }): void;
  /** Loads a part. */
  more(part: string, detail?: any): Promise<unknown>;
  requestOpen(open: boolean, focus?: boolean): void;
  textsOf(page: Document): string[];
  setDirection(): void;
}

/** What a check of the doctor has found. */
export interface Finding {
  check: string;
  state: "ok" | "problem" | "note";
  found: string;
  /** What to do; empty where nothing is to be done. */
  advice: string;
}

/** An overlay of the panel. */
export interface Dialog {
  body: HTMLElement;
  close(): void;
  /** Moves the focus to the button that leads back: what has it is about to go. */
  focus(): void;
}
