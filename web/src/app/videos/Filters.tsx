import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CatalogCount, CatalogFilters } from '../../client';
import { videosText as words } from '../text-videos';
import { isNarrowed, LENGTHS, NARROWED_NOTHING, type Narrowed, type Years } from './asked';
import { catalogue } from './known';

interface FiltersProps {
  chosen: Narrowed;
  onChoose: (change: Partial<Narrowed>) => void;
}

/** Year, length, language, and what videos are about: each where the videos here can be told apart by it. */
export function Filters({ chosen, onChoose }: FiltersProps) {
  const filters = useSignal<CatalogFilters | null>(null);
  useEffect(() => {
    catalogue.filters().then(
      (found) => {
        filters.value = found;
      },
      // The list is there without them.
      () => {},
    );
  }, []);
  const { decades = [], languages = [], tags = [] } = filters.value ?? {};
  if (filters.value === null && !isNarrowed(chosen)) return null;
  const counted = ({ value, videos }: CatalogCount, name: string): Choice => [value, `${name} (${videos})`];
  return (
    <fieldset class="video-filters" aria-label={words.filters}>
      <Choose
        testId="filter-years"
        label={words.year}
        chosen={chosen.years && yearsKey(chosen.years)}
        choices={decades.map((decade) => {
          const from = Number(decade.value);
          return counted({ ...decade, value: yearsKey(decadeOf(from)) }, words.decade(from));
        })}
        nameOf={(key) => words.years(yearsOf(key).from, yearsOf(key).to)}
        onChoose={(key) => onChoose({ years: key === null ? null : yearsOf(key) })}
      />
      <Choose
        testId="filter-length"
        label={words.length}
        chosen={chosen.length}
        choices={LENGTHS.map((length): Choice => [length, words.lengths[length]])}
        nameOf={(length) => length}
        onChoose={(length) => onChoose({ length: LENGTHS.find((known) => known === length) ?? null })}
      />
      <Choose
        testId="filter-language"
        label={words.language}
        chosen={chosen.language}
        choices={languages.map((language) => counted(language, words.languageName(language.value)))}
        nameOf={words.languageName}
        onChoose={(language) => onChoose({ language })}
      />
      <Choose
        testId="filter-tag"
        label={words.tag}
        chosen={chosen.tag}
        choices={tags.map((tag) => counted(tag, tag.value))}
        nameOf={(tag) => tag}
        onChoose={(tag) => onChoose({ tag })}
      />
      {isNarrowed(chosen) && (
        <button
          type="button"
          class="linklike"
          data-testid="filters-clear"
          onClick={() => onChoose(NARROWED_NOTHING)}
        >
          {words.clear}
        </button>
      )}
    </fieldset>
  );
}

/** A value, and what it is called. */
type Choice = readonly [value: string, name: string];

interface ChooseProps {
  testId: string;
  label: string;
  chosen: string | null;
  choices: readonly Choice[];
  /** What is chosen by an address and is no choice. */
  nameOf: (value: string) => string;
  onChoose: (value: string | null) => void;
}

function Choose({ testId, label, chosen, choices, nameOf, onChoose }: ChooseProps) {
  if (choices.length === 0 && chosen === null) return null;
  const isListed = chosen === null || choices.some(([value]) => value === chosen);
  const all = isListed ? choices : [...choices, [chosen, nameOf(chosen)] as const];
  return (
    <label class="video-filter">
      <span class="note">{label}</span>
      <select
        data-testid={testId}
        value={chosen ?? ''}
        onChange={(event) => onChoose(event.currentTarget.value || null)}
      >
        <option value="">{words.any}</option>
        {all.map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function decadeOf(from: number): Years {
  return { from: Math.max(1, from), to: from + 9 };
}

function yearsKey({ from, to }: Years): string {
  return `${from}-${to}`;
}

function yearsOf(key: string): Years {
  const [from = 1, to = from] = key.split('-').map(Number);
  return { from, to };
}
