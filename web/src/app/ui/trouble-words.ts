/** Why a call failed, in a sentence. */
import { AwayError, ProblemError } from '../../client';
import { text } from '../text';

export function troubleWords(error: unknown): string {
  if (error instanceof AwayError) return text.away.again(error.service);
  return error instanceof ProblemError ? text.trouble.refused(error.message) : text.trouble.unreachable;
}
