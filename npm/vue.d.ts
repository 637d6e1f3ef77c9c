import type { DefineComponent } from "vue";
import type { Events, Identity, Options, Porchlight as Call } from "./index.js";

/** The options of the chat; `target` is `inline` here. */
export interface PorchlightProps extends Omit<Options, "target"> {
  /** The chat stands where the component does, in a `div`, instead of floating in a corner. The `div` needs a height. */
  inline?: boolean;
  /** Who the visitor is. */
  identity?: Identity;
}

/** The chat, for as long as the component is there. Its events are those of `porchlight("on")`. */
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
