/** The interfaces that the loader and the frame's script pass to the parts. */

/** The launcher's look. */
export interface Look {
  label: string;
  lang: string;
  position: string;
  scheme: string;
}

/** Passed by the loader, on the owner's page. */
export interface PageKit {
  /** The owner's options. They may change. */
  settings: Record<string, any>;
  /** The element that contains launcher and frame, in the shadow root. */
  layer: HTMLElement;
  launcher: HTMLButtonElement;
  frame: HTMLIFrameElement;
  /** The deployment's origin. */
  origin: string;
  update(options?: Record<string, any>): void;
  /** Lifts the layer into the top layer. Moving an element removes it from there. */
  surface(): void;
  /** Sends a message to the frame, once the frame is ready. */
  send(message: { type: string; [key: string]: any }): void;
  now(): { host: HTMLElement | undefined; look: Look | undefined; isOpen: boolean; isReady: boolean; signal: AbortSignal };
  /** The commands of the global function. */
  methods: Record<string, (...args: any[]) => unknown>;
}

/** Passed by boot.js, in the frame. */
export interface FrameKit {
  /** The state of the frame. It may change. */
  frame: {
    project: string;
    open: boolean;
    fullscreen: boolean;
    inline: boolean;
    page: { url: string | null; title: string };
    locale: string | null;
    texts: string[];
    /** The ids of the files to send with the next message. */
    attachments?: string[];
  };
  root: HTMLElement;
  /** The elements shown before the widget, which has replaced them. */
  skeleton: HTMLElement;
  /** The public settings of the project. */
  settings: Record<string, any>;
  /** The key of the visitor's record in the browser's storage. */
  key: string;
  post(message: { type: string; [key: string]: any }): void;
  command(command: { type: string; [key: string]: any }): void;
  /** Loads a part. */
  more(part: string, detail?: any): Promise<unknown>;
  requestOpen(open: boolean, focus?: boolean): void;
  textsOf(page: Document): string[];
  setDirection(): void;
}

/** The result of one of the doctor's checks. */
export interface Finding {
  check: string;
  state: "ok" | "problem" | "note";
  found: string;
  /** What to do. Empty if there is nothing to do. */
  advice: string;
}

/** An overlay of the panel. */
export interface Dialog {
  body: HTMLElement;
  close(): void;
  /** Focuses the back button, because the focused element is about to be removed. */
  focus(): void;
}
