import type { CSSProperties, ReactElement } from "react";
import type { Events, Identity, Options, Porchlight as Call } from "./index.js";

/** The options of the chat. `inline` replaces `target`. */
export interface PorchlightProps extends Omit<Options, "target"> {
  /** Whether the chat fills a `div` at the component's place, instead of floating in a corner. */
  inline?: boolean;
  /** The class of that `div`. */
  className?: string;
  /** The style of that `div`, which needs a height. */
  style?: CSSProperties;
  /** The visitor's identity. */
  identity?: Identity;
  /** Receives the function that runs commands, as in `chatRef.current?.("open")`. */
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

/** The chat, for as long as the component is mounted. */
export function Porchlight(props: PorchlightProps): ReactElement | null;
