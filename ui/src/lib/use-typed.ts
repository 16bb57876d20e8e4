import { useEffect, useRef, useState } from "react";

/** Typing settles for so long before the address changes and the server is asked. */
const SETTLED_MS = 120;

/** Text that is typed here and kept elsewhere, such as in the page's address: it goes there once typing settles. */
export function useTyped(kept: string, keep: (text: string) => void): [string, (text: string) => void] {
  const [typed, setTyped] = useState(kept);
  const sent = useRef(kept);
  const latest = useRef(keep);
  latest.current = keep;
  // Changed from elsewhere, such as by going back.
  useEffect(() => {
    if (kept === sent.current) return;
    sent.current = kept;
    setTyped(kept);
  }, [kept]);
  useEffect(() => {
    if (typed === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = typed;
      latest.current(typed);
    }, SETTLED_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return [typed, setTyped];
}
