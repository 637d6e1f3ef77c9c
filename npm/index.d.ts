import type { Attributes, BootOptions, Events, Identity, Porchlight, UpdateOptions } from "./widget.js";

export * from "./widget.js";

/** The names of the events. */
export type EventName = keyof Events;

/** Where the chat is loaded from, and the options of `porchlight("boot")`. */
export interface Options extends BootOptions {
  /** The address of your Worker, such as `https://chat.example.com`. */
  host: string;
  /** The project's slug. */
  project: string;
  /** The name of the page's global function, for a page with several chats. The default is `porchlight`. */
  name?: string;
  /** The nonce of the page's Content-Security-Policy. */
  nonce?: string;
}

/** A chat on the page. */
export interface Chat {
  /** Runs a command as soon as the loader is ready. */
  call: Porchlight;
  /** Removes the chat from the page. */
  stop(): void;
}

/** The names of all events. */
export const EVENTS: EventName[];

/** Loads the chat and starts it. Works only in a browser. */
export function start(options: Options): Chat;

/** All options that can change. Those that are not set have their defaults. */
export function all(options: UpdateOptions): UpdateOptions;

/** Identifies the visitor. Leaving the identity out after it was set means that the visitor has signed out. */
export function identify(chat: Chat, properties: { name?: string; identity?: Identity; attributes?: Attributes }): void;
