"use client";
// The chat as a React component. On the server it renders only the `div` of an inline chat.
/** @import { Chat } from "./index.js" */
/** @import { PorchlightProps } from "./react.js" */
import { createElement, useEffect, useId, useRef } from "react";
import { EVENTS, all, identify, start } from "./index.js";

/** @param {PorchlightProps} props */
export function Porchlight(props) {
  const { host, project, name, nonce, inline, className, style, chatRef, identity } = props;
  const { locale, theme, position, hideLauncher, attributes } = props;
  const id = "porchlight" + useId().replace(/\W/g, "");
  const latest = useRef(props);
  /** @type {{ current: Chat | null }} */
  const chat = useRef(null);
  const isFirst = useRef(true);

  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    const { open } = latest.current;
    const options = { host, project, name, nonce, open, locale, theme, position, hideLauncher, attributes };
    const started = start(/** @type {any} */ (defined({ ...options, target: inline ? "#" + id : undefined })));
    /** @type {Map<any, any>} */
    const listeners = new Map();
    for (const event of EVENTS) {
      const property = /** @type {keyof PorchlightProps} */ ("on" + event.charAt(0).toUpperCase() + event.slice(1));
      const listener = (/** @type {any} */ detail) => /** @type {any} */ (latest.current[property])?.(detail);
      listeners.set(event, listener);
      started.call("on", event, listener);
    }
    chat.current = started;
    isFirst.current = true;
    if (chatRef) chatRef.current = started.call;
    return () => {
      for (const [event, listener] of listeners) started.call("off", event, listener);
      chat.current = null;
      if (chatRef) chatRef.current = null;
      started.stop();
    };
    // An update passes on the other options.
  }, [host, project, name, nonce, inline, id]);

  const known = JSON.stringify(identity);
  useEffect(() => {
    if (chat.current) identify(chat.current, latest.current);
  }, [known, host, project, name, nonce, inline, id]);

  const options = JSON.stringify(all({ locale, theme, position, hideLauncher, attributes }));
  useEffect(() => {
    if (!isFirst.current) chat.current?.call("update", JSON.parse(options));
    isFirst.current = false;
    // Includes the dependencies of the effect above, so that a new chat does not get the options twice.
  }, [options, host, project, name, nonce, inline, id]);

  return inline ? createElement("div", { id, className, style }) : null;
}

/** @param {Record<string, unknown>} options */
function defined(options) {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
