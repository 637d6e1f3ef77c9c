/** The public API of the loader, `widget.js`. */

/** The launcher's corner. On right-to-left pages the corners are swapped. */
export type Position = "bottom-right" | "bottom-left";

/** Light, dark, or what the visitor's system prefers. */
export type Theme = "auto" | "light" | "dark";

/** Facts about the visitor or the page for the conversation, by name. */
export type Attributes = Record<string, string | number | boolean | null>;

/**
 * Options that can change while the chat runs. An option that is left out stays as it is. An empty text resets an
 * option.
 */
export interface UpdateOptions {
  /** A BCP 47 tag, such as `de` or `pt-BR`. Without it, the chat uses the visitor's own language. */
  locale?: string;
  theme?: Theme | "";
  position?: Position | "";
  /** Hides the launcher, for a page that opens the chat with its own button. */
  hideLauncher?: boolean;
  attributes?: Attributes;
}

export interface BootOptions extends UpdateOptions {
  /** The project's slug. Not needed if the script tag names it in its address or as `data-project`. */
  project?: string;
  /** Opens the panel at once, without focusing it. */
  open?: boolean;
  /** A CSS selector. The chat fills this element instead of floating in a corner. */
  target?: string;
}

/**
 * A visitor whom the owner knows. With a signature from the owner's server, they are signed in. Without one, the chat
 * only stops asking for their address.
 */
export interface Identity {
  email: string;
  /** HMAC-SHA256 over e-mail and timestamp, in hexadecimal. */
  emailHash?: string;
  /** The time in the hash, in Unix milliseconds. */
  timestamp?: number;
  /** A JSON Web Token, in place of hash and timestamp. */
  jwt?: string;
}

/** The data that listeners get, by event. */
export interface Events {
  /** The frame is ready to answer calls. */
  ready: Record<string, never>;
  open: Record<string, never>;
  close: Record<string, never>;
  /** Anybody has written a message. */
  message: { message: unknown };
  /** The number of unread messages changed. */
  unread: { count: number };
  /** The visitor asked for a person. */
  handoff: Record<string, unknown>;
  /** The visitor left contact details. */
  lead: { lead: { name?: string; email?: string; phone?: string; fields?: Record<string, string>; consent?: string } };
  /**
   * `frame_blocked`: the chat could not be shown on this page. `widget_not_loaded`: its code did not arrive.
   * `identity_refused`: the server refused the signature, and the visitor is a guest.
   */
  error: { code: string };
}

/** The result of one of the doctor's checks. */
export interface Finding {
  check: string;
  /** `note`: this may be intended. */
  state: "ok" | "problem" | "note";
  found: string;
  /** What to do. Empty if there is nothing to do. */
  advice: string;
}

export interface Porchlight {
  (method: "boot", options?: BootOptions): void;
  (method: "update", options: UpdateOptions): void;
  (method: "open" | "close" | "toggle" | "show" | "hide" | "reset" | "destroy"): void;
  /** Opens the panel and asks a question. */
  (method: "ask", text: string): void;
  (method: "identify", identity: Identity): void;
  /**
   * Explains why the chat is not shown, or not as it should be. The console shows the result as a table. Returns
   * nothing before the loader has run.
   */
  (method: "doctor"): Promise<Finding[] | undefined> | void;
  (method: "setAttributes", attributes: Attributes): void;
  <Name extends keyof Events>(method: "on" | "off", event: Name, listener: (detail: Events[Name]) => void): void;
  /** Calls made before the loader has run. */
  q?: Iterable<any>[];
  /** Set once the loader has run. A second loader leaves this function alone. */
  loaded?: true;
}

declare global {
  interface Window {
    /** The function has another name if the script tag has `data-name`. */
    porchlight?: Porchlight;
  }
}
