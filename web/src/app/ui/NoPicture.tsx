import '../styles/picture.css';

/** What stands in the place of a picture. */
export function NoPicture() {
  return <div class="video-picture none" data-testid="no-picture" />;
}
