import { useSignal } from '@preact/signals';
import type { CatalogVideo } from '../../client';
import { Outcome } from '../account/Outcome';
import { formatDuration } from '../format';
import { videosText as words } from '../text-videos';
import { NoPicture } from '../ui/NoPicture';
import { Picture } from '../ui/Picture';
import { isElsewhere } from './elsewhere';
import { ListDialog } from './ListDialog';
import { useStarting } from './starting';

/** A video of the catalogue, and a session with it at a press. */
export function VideoCard({ video }: { video: CatalogVideo }) {
  const { asking, start } = useStarting();
  const title = video.title === '' ? words.untitled : video.title;
  return (
    <li class="video-card card" data-testid="video-card">
      <Picture address={video.picture}>
        <NoPicture />
      </Picture>
      <div class="video-about">
        <h2 class="video-title" title={title}>
          {title}
        </h2>
        <p class="video-facts">
          {video.live && <span class="badge live">{words.live}</span>}
          {video.length !== null && <span>{formatDuration(video.length)}</span>}
          {video.year !== null && <span>{video.year}</span>}
          <span>{words.provider(video.provider)}</span>
          {video.provider === 'library' && video.tags[0] !== undefined && <span>{video.tags[0]}</span>}
        </p>
        <Outcome of={asking} testId="video-trouble" />
      </div>
      {video.kind === 'list' ? (
        <ListButton title={title} list={video} />
      ) : isElsewhere(video) ? (
        <a
          class="button"
          href={video.url}
          target="_blank"
          rel="noopener noreferrer"
          aria-label={words.openPageLabel(title)}
          data-testid="open-page"
        >
          {words.openPage}
        </a>
      ) : (
        <button
          type="button"
          class="button primary"
          aria-label={words.watchLabel(title)}
          data-testid="watch-video"
          disabled={asking.busy}
          onClick={() => start({ video_id: video.id })}
        >
          {asking.busy.value ? words.starting : words.watch}
        </button>
      )}
    </li>
  );
}

/** A series plays nothing by itself. */
function ListButton({ title, list }: { title: string; list: CatalogVideo }) {
  const isOpen = useSignal(false);
  const toggle = () => {
    isOpen.value = !isOpen.value;
  };
  return (
    <>
      <button
        type="button"
        class="button"
        aria-label={words.openListLabel(title)}
        aria-haspopup="dialog"
        data-testid="open-list"
        onClick={toggle}
      >
        {words.openList}
      </button>
      {isOpen.value && <ListDialog title={title} list={list} onClose={toggle} />}
    </>
  );
}
