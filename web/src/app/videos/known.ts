import { Catalogue } from '../../client';
import { rest } from '../identity';

/** What the server knows of videos. */
export const catalogue = new Catalogue(rest);
