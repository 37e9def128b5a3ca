import { createElement as h, useState } from "react";

/** Stands above a page until it is closed: in this tab only, unless the server hears `onDismiss` and stops sending it. */
export function Banner({ closeLabel, onDismiss, children, ...props }) {
  const [isClosed, setClosed] = useState(false);
  if (isClosed) return null;
  const close = () => {
    setClosed(true);
    onDismiss?.();
  };
  const button = h("button", { type: "button", "aria-label": closeLabel, className: "toast-close", onClick: close }, "×");
  return h("aside", props, h("div", { className: "banner-words" }, children), closeLabel ? button : null);
}
