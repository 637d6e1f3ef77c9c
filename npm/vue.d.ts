import type { DefineComponent } from "vue";
import type { Events, Identity, Options, Porchlight as Call } from "./index.js";

/** The options of the chat. `inline` replaces `target`. */
export interface PorchlightProps extends Omit<Options, "target"> {
  /**
   * Whether the chat fills a `div` at the component's place, instead of floating in a corner. The `div` needs a height.
   */
  inline?: boolean;
  /** The visitor's identity. */
  identity?: Identity;
}

/** The chat, for as long as the component is mounted. Its events are those of `porchlight("on")`. */
export const Porchlight: DefineComponent<
  PorchlightProps,
  { call: Call },
  {},
  {},
  {},
  {},
  {},
  { [Name in keyof Events]: (detail: Events[Name]) => void }
>;
