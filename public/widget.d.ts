/** The public API of the loader, `widget.js`. */

/** The launcher's corner. On pages written from right to left the corners change sides. */
export type Position = "bottom-right" | "bottom-left";

/** Light, dark, or what the visitor's system prefers. */
export type Theme = "auto" | "light" | "dark";

/** Facts about the visitor or the page that the conversation should know, by name. */
export type Attributes = Record<string, string | number | boolean | null>;

/** What can be changed while the chat is there. What is left out stays as it is; an empty text takes back what was said. */
export interface UpdateOptions {
  /** A BCP 47 tag, as `de` or `pt-BR`; without it, the visitor's own language. */
  locale?: string;
  theme?: Theme | "";
  position?: Position | "";
  /** Shows no launcher: the page opens the chat by a button of its own. */
  hideLauncher?: boolean;
  attributes?: Attributes;
}

export interface BootOptions extends UpdateOptions {
  /** The project's slug. May be left out when the script tag names it, in its address or as `data-project`. */
  project?: string;
  /** Opens the panel at once, without taking the focus. */
  open?: boolean;
  /** A CSS selector: the chat fills this element instead of floating in a corner. */
  target?: string;
}

/** A visitor known to the owner. Proven by what the owner's server has signed, they are signed in; else the address is
 * only not asked for any more. */
export interface Identity {
  email: string;
  /** HMAC-SHA256 over e-mail and timestamp, in hexadecimal. */
  emailHash?: string;
  /** Milliseconds since 1970, the ones in the hash. */
  timestamp?: number;
  /** In place of hash and timestamp: a JSON Web Token. */
  jwt?: string;
}

/** What each event hands to its listeners. */
export interface Events {
  /** The frame is there and calls are answered. */
  ready: Record<string, never>;
  open: Record<string, never>;
  close: Record<string, never>;
  /** A message was written, by anyone. */
  message: { message: unknown };
  /** The number of unread messages changed. */
  unread: { count: number };
  /** The visitor asked for a person. */
  handoff: Record<string, unknown>;
  /** The visitor left contact details. */
  lead: { lead: { name?: string; email?: string; phone?: string; fields?: Record<string, string>; consent?: string } };
  /** `frame_blocked`: the chat could not be shown on this page. `widget_not_loaded`: its code did not arrive.
   * `identity_refused`: what was signed was not accepted, and the visitor is a guest. */
  error: { code: string };
}

/** What a check of the doctor has found. */
export interface Finding {
  check: string;
  /** `note`: it may be meant so. */
  state: "ok" | "problem" | "note";
  found: string;
  /** What to do; empty where nothing is to be done. */
  advice: string;
}

export interface Porchlight {
  (method: "boot", options?: BootOptions): void;
  (method: "update", options: UpdateOptions): void;
  (method: "open" | "close" | "toggle" | "show" | "hide" | "reset" | "destroy"): void;
  /** Opens the panel and asks. */
  (method: "ask", text: string): void;
  (method: "identify", identity: Identity): void;
  /** Why the chat does not show, or not as it should; the console shows it as a table. Nothing before the loader is there. */
  (method: "doctor"): Promise<Finding[] | undefined> | void;
  (method: "setAttributes", attributes: Attributes): void;
  <Name extends keyof Events>(method: "on" | "off", event: Name, listener: (detail: Events[Name]) => void): void;
  /** Calls made before the loader was there. */
  q?: Iterable<any>[];
  /** The loader is there; a second one leaves this function alone. */
  loaded?: true;
}

declare global {
  interface Window {
    /** Under another name if the script tag has `data-name`. */
    porchlight?: Porchlight;
  }
}
