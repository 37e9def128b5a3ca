// What of a prerendered page React has to say itself. Written without JSX: it is copied into the build as it is.
import { useEffect, useRef } from "react";
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
