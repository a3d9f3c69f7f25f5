import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { VIDEOS_PATH } from '../router';
import { videosText as words } from '../text-videos';
import { Link } from '../ui/Link';
import { catalogue } from './known';

/** A link to the catalogue, where there is something in it. */
export function BrowseVideos() {
  const isThere = useSignal(false);
  useEffect(() => {
    catalogue.videos({ limit: 1 }).then(
      ({ videos }) => {
        isThere.value = videos.length > 0;
      },
      // Without it, links work as always.
      () => {},
    );
  }, []);
  if (!isThere.value) return null;
  return (
    <Link to={VIDEOS_PATH} class="browse-videos" testId="browse-videos">
      {words.browse}
    </Link>
  );
}
