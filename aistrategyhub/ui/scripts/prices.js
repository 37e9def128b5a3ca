// Whether one reads prices for firms or for people first: kept by the browser, set before the page is drawn (ui/site.py).
import { createElement as h } from "react";

const KEPT = "prices";

/** Around the words and the two buttons of the switch; a button says in `data-prices` for whom prices are wanted. */
export function PriceSwitch({ children, ...props }) {
  const choose = ({ target }) => {
    const wanted = target.closest("button[data-prices]")?.dataset.prices;
    if (!wanted) return;
    if (wanted === "people") document.documentElement.dataset.prices = wanted;
    else delete document.documentElement.dataset.prices;
    try {
      if (wanted === "people") localStorage.setItem(KEPT, wanted);
      else localStorage.removeItem(KEPT);
    } catch {
      // A browser that keeps nothing shows this page as wanted, and the next one as before.
    }
    // The button that was pressed is gone: the focus goes to the one in its place.
    const other = wanted === "people" ? "firms" : "people";
    target.closest("div").querySelector(`button[data-prices=${other}]`)?.focus();
  };
  return h("div", { ...props, onClick: choose }, children);
}
