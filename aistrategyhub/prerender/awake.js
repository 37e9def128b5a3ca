// What of a prerendered page React has to say itself. Written without JSX: it is copied into the build as it is.
import { createElement, useEffect, useRef } from "react";
import { useLocation } from "react-router";

/** Tells the script that woke the page that everything answers now; another page loses what the first said of itself. */
export function Awake() {
  const { pathname } = useLocation();
  const opened = useRef(pathname);

  useEffect(() => {
    // After the effects of all parents: only then does an event of the application find its way.
    queueMicrotask(() => window.__page?.awake());
  }, []);

  useEffect(() => {
    if (pathname === opened.current) return;
    for (const tag of document.head.querySelectorAll("[data-of-page]")) tag.remove();
  }, [pathname]);

  return null;
}

const SIGHT_MS = 1000;

/** Tells `address` once that the page is being looked at, unless the script that stands in the page has done so. */
export function Sight({ address }) {
  useEffect(() => {
    if (!address || window.__page?.seen === address) return;
    let isTold = false;
    const tell = () => {
      if (isTold || document.visibilityState !== "visible") return;
      isTold = navigator.sendBeacon(address);
    };
    if (window.__page) window.__page.seen = address;
    const timer = setTimeout(tell, SIGHT_MS);
    document.addEventListener("visibilitychange", tell);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", tell);
    };
  }, [address]);

  return createElement("span", { hidden: true, "data-sight": address });
}
