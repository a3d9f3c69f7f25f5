import { REACTION_EMOJI } from '../../../client';
import { text } from '../../text';

/** What people write with most, in groups. */
const EMOJI: readonly string[] = [
  ...'😀 😃 😄 😁 😆 😅 🤣 😂 🙂 😉 😊 😇 🥰 😍 🤩 😘 😋 😛 😜 🤪 🤗 🤭 🤫 🤔 😐 😏 😬 🙄 😌 😴 🤤 😷 🤯 🤠 🥳 😎 🤓'.split(
    ' ',
  ),
  ...'😟 🙁 😮 😲 😳 🥺 😢 😭 😱 😖 😞 😤 😡 🤬 💀 💩 🤡 👻 👽 🤖'.split(' '),
  ...'👍 👎 👏 🙌 🫶 🤝 🙏 💪 👋 ✌️ 🤞 👌 👀 🧠 💃 🕺'.split(' '),
  ...'❤️ 🧡 💛 💚 💙 💜 🖤 💔 💯 🔥 ✨ 🎉 🎬 🎥 📺 🍿 🍕 🍺 ☕ 🎵 ⏸️ ▶️ ⏪ ✅ ❌ ❓ ❗'.split(' '),
];

interface PickerProps {
  onPick: (emoji: string) => void;
}

/** Emoji to write with. */
export function EmojiPicker({ onPick }: PickerProps) {
  return <Grid label={text.chat.emoji} emoji={EMOJI} onPick={onPick} testId="emoji-picker" />;
}

/** Emoji to react with. */
export function ReactionPicker({ onPick }: PickerProps) {
  return <Grid label={text.chat.react} emoji={REACTION_EMOJI} onPick={onPick} testId="reaction-picker" />;
}

interface GridProps extends PickerProps {
  label: string;
  emoji: readonly string[];
  testId: string;
}

function Grid({ label, emoji, onPick, testId }: GridProps) {
  return (
    <fieldset class="emoji-grid" aria-label={label} data-testid={testId}>
      {emoji.map((one) => (
        <button key={one} type="button" data-emoji={one} onClick={() => onPick(one)}>
          {one}
        </button>
      ))}
    </fieldset>
  );
}
