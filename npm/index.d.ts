import type { Attributes, BootOptions, Events, Identity, Porchlight, UpdateOptions } from "./widget.js";

export * from "./widget.js";

/** The names of the events. */
export type EventName = keyof Events;

/** Where the chat comes from, and the options of `porchlight("boot")`. */
export interface Options extends BootOptions {
  /** The address of your Worker, as `https://chat.example.com`. */
  host: string;
  /** The project's slug. */
  project: string;
  /** The name of the page's function, where a page has several chats. Without it, `porchlight`. */
  name?: string;
  /** The nonce of the page's Content-Security-Policy. */
  nonce?: string;
}

/** A chat on the page. */
export interface Chat {
  /** Carries out a command, as soon as the loader is there. */
  call: Porchlight;
  /** Removes the chat from the page. */
  stop(): void;
}

/** Every event's name. */
export const EVENTS: EventName[];

/** Loads the chat and starts it. Only in a browser. */
export function start(options: Options): Chat;

/** All options that may change, with what is meant by those that are not set. */
export function all(options: UpdateOptions): UpdateOptions;

/** Says who the visitor is. Nobody, after somebody, is a visitor who has signed out. */
export function identify(chat: Chat, properties: { name?: string; identity?: Identity; attributes?: Attributes }): void;
