/** Calls once, when a good part of an element can be seen for the first time. Returns what forgets it. */
export function onceInView(element: Element, seen: () => void): () => void {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      seen();
    },
    { threshold: 0.25 },
  );
  observer.observe(element);
  return () => observer.disconnect();
}
