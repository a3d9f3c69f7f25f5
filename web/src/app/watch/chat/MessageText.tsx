import type { Message } from '../../../client';
import { text } from '../../text';
import { type Piece, pieces } from './markup';

interface MessageTextProps {
  message: Pick<Message, 'text' | 'mentions'>;
  nameOf: (id: string) => string | undefined;
  me: string;
  /** Goes to a place in the video, for everyone. */
  onTime?: ((seconds: number) => void) | undefined;
  /** What that is called; for everyone unless told otherwise. */
  goTo?: (time: string) => string;
}

/** The words of a message, as elements. Their direction is their own, whatever stands around them. */
export function MessageText({ message, nameOf, me, onTime, goTo = text.chat.goTo }: MessageTextProps) {
  const named = message.mentions.flatMap((id) => nameOf(id) ?? []);
  const mine = message.mentions.includes(me) ? nameOf(me) : undefined;
  return (
    <p class="message-text" dir="auto" data-testid="message-text">
      {pieces(message.text ?? '', named).map((piece, index) => (
        <Shown key={index} piece={piece} mine={mine} onTime={onTime} goTo={goTo} />
      ))}
    </p>
  );
}

interface ShownProps {
  piece: Piece;
  mine: string | undefined;
  onTime: ((seconds: number) => void) | undefined;
  goTo: (time: string) => string;
}

function Shown({ piece, mine, onTime, goTo }: ShownProps) {
  switch (piece.kind) {
    case 'text':
      return <>{piece.text}</>;
    case 'code':
      return <code>{piece.text}</code>;
    case 'link':
      return (
        <a href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
          {piece.text}
        </a>
      );
    case 'mention':
      return <span class={piece.text === `@${mine}` ? 'mention mine' : 'mention'}>{piece.text}</span>;
    case 'time':
      if (onTime === undefined) return <>{piece.text}</>;
      return (
        <button
          type="button"
          class="time-link"
          title={goTo(piece.text)}
          onClick={() => onTime(piece.seconds)}
        >
          {piece.text}
        </button>
      );
    case 'bold':
    case 'italic': {
      const inner = piece.pieces.map((part, index) => (
        <Shown key={index} piece={part} mine={mine} onTime={onTime} goTo={goTo} />
      ));
      return piece.kind === 'bold' ? <strong>{inner}</strong> : <em>{inner}</em>;
    }
  }
}
