import type { CSSProperties, ReactElement } from "react";
import type { Events, Identity, Options, Porchlight as Call } from "./index.js";

/** The options of the chat; `target` is `inline` here. */
export interface PorchlightProps extends Omit<Options, "target"> {
  /** The chat stands where the component does, in a `div`, instead of floating in a corner. */
  inline?: boolean;
  /** Of that `div`. */
  className?: string;
  /** Of that `div`. It needs a height. */
  style?: CSSProperties;
  /** Who the visitor is. */
  identity?: Identity;
  /** Gets the function that carries out commands, as `chatRef.current?.("open")`. */
  chatRef?: { current: Call | null };
  onReady?(detail: Events["ready"]): void;
  onOpen?(detail: Events["open"]): void;
  onClose?(detail: Events["close"]): void;
  onMessage?(detail: Events["message"]): void;
  onUnread?(detail: Events["unread"]): void;
  onHandoff?(detail: Events["handoff"]): void;
  onLead?(detail: Events["lead"]): void;
  onError?(detail: Events["error"]): void;
}

/** The chat, for as long as the component is there. */
export function Porchlight(props: PorchlightProps): ReactElement | null;
