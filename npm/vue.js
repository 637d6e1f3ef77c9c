// The chat as a Vue component. On the server it renders only the `div` of an inline chat.
/** @import { Chat } from "./index.js" */
import { defineComponent, getCurrentInstance, h, onBeforeUnmount, onMounted, ref, watch } from "vue";
import { EVENTS, all, identify, start } from "./index.js";

const text = { type: String, default: undefined };
const flag = { type: Boolean, default: undefined };
const object = { type: Object, default: undefined };

export const Porchlight = defineComponent({
  name: "Porchlight",
  props: {
    host: { type: String, required: true },
    project: { type: String, required: true },
    name: text,
    nonce: text,
    locale: text,
    theme: text,
    position: text,
    open: flag,
    hideLauncher: flag,
    inline: flag,
    attributes: object,
    identity: object,
  },
  emits: EVENTS,
  setup(/** @type {Record<string, any>} */ props, { emit, expose }) {
    // Ids on the server differ, so the id is set once the element is mounted.
    const id = "porchlight" + (getCurrentInstance()?.uid ?? "");
    /** The element of an inline chat. @type {import("vue").Ref<HTMLElement | null>} */
    const place = ref(null);
    /** @type {Chat | undefined} */
    let chat;
    /** @type {Map<any, any>} */
    const listeners = new Map();

    function begin() {
      const { inline, identity, ...options } = props;
      if (place.value) place.value.id ||= id;
      const set = Object.entries({ ...options, target: place.value ? "#" + CSS.escape(place.value.id) : undefined });
      const started = start(/** @type {any} */ (Object.fromEntries(set.filter(([, value]) => value !== undefined))));
      chat = started;
      for (const event of EVENTS) {
        const listener = (/** @type {any} */ detail) => /** @type {any} */ (emit)(event, detail);
        listeners.set(event, listener);
        started.call("on", event, listener);
      }
      identify(started, props);
    }

    function end() {
      for (const [event, listener] of listeners) chat?.call("off", event, listener);
      listeners.clear();
      chat?.stop();
      chat = undefined;
    }

    onMounted(begin);
    onBeforeUnmount(end);
    watch(
      () => [props.host, props.project, props.name, props.nonce, props.inline],
      () => {
        end();
        begin();
      },
      { flush: "post" },
    );
    watch(
      () => props.identity,
      () => chat && identify(chat, props),
      { deep: true },
    );
    watch(
      () => ({
        locale: props.locale,
        theme: props.theme,
        position: props.position,
        hideLauncher: props.hideLauncher,
        attributes: props.attributes,
      }),
      (options) => chat?.call("update", JSON.parse(JSON.stringify(all(options)))),
      { deep: true },
    );

    expose({ call: (/** @type {any[]} */ ...parts) => /** @type {any} */ (chat)?.call(...parts) });
    return () => (props.inline ? h("div", { ref: place }) : null);
  },
});
