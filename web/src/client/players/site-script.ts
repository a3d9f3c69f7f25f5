/** The script of a site that steers its player: loaded once, when its first video is shown. */

const loading = new Map<string, Promise<void>>();

/** Fails where it is kept out, or the site does not answer; the next call tries again. */
export function loadSiteScript(src: string): Promise<void> {
  const known = loading.get(src);
  if (known !== undefined) return known;
  const loaded = new Promise<void>((done, failed) => {
    const script = document.createElement('script');
    script.src = src;
    script.async = true;
    script.addEventListener('load', () => done());
    script.addEventListener('error', () => {
      script.remove();
      loading.delete(src);
      failed(new Error(`${src} could not be loaded`));
    });
    document.head.append(script);
  });
  loading.set(src, loaded);
  return loaded;
}
