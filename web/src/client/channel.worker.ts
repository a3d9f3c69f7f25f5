/** A thread of its own for the socket and the clock. */
import { serve } from './worker-end';

serve(self, { onStop: () => self.close() });
