/** Takes away a copy of everything about me, or deletes it. */
import '../styles/account.css';
import { type Signal, useSignal } from '@preact/signals';
import { ProblemError } from '../../client';
import { asKnown, forgetEverything, rest } from '../identity';
import { text } from '../text';
import { yourData as words } from '../text-data';
import { Dialog } from '../ui/Dialog';

export function YourData() {
  const asking = useSignal(false);
  const busy = useSignal(false);
  const trouble = useSignal<string | null>(null);
  const download = async () => {
    busy.value = true;
    trouble.value = await troubleOf(async () => {
      const file = await asKnown(async (token) => (token === undefined ? null : rest.myData(token)));
      // Another tab has made this browser nobody's.
      if (file === null) location.reload();
      else save(file);
    });
    busy.value = false;
  };
  return (
    <section class="account-part card your-data" aria-labelledby="your-data-title" data-testid="your-data">
      <h2 id="your-data-title">{words.title}</h2>
      <p class="note">{words.intro}</p>
      <div class="your-data-row">
        <button
          type="button"
          class="button"
          disabled={busy.value}
          data-testid="download-data"
          onClick={() => void download()}
        >
          {busy.value ? words.downloading : words.download}
        </button>
        <p class="note">{words.downloadNote}</p>
      </div>
      <div class="your-data-row">
        <button
          type="button"
          class="button danger"
          aria-haspopup="dialog"
          data-testid="delete-me"
          onClick={() => {
            asking.value = true;
          }}
        >
          {words.delete}
        </button>
        <p class="note">{words.deleteNote}</p>
      </div>
      <Trouble trouble={trouble} />
      {asking.value && (
        <DeleteDialog
          onClose={() => {
            asking.value = false;
          }}
        />
      )}
    </section>
  );
}

function DeleteDialog({ onClose }: { onClose: () => void }) {
  const typed = useSignal('');
  const busy = useSignal(false);
  const trouble = useSignal<string | null>(null);
  const isMeant = typed.value.trim().toLowerCase() === words.word;
  const erase = async () => {
    busy.value = true;
    trouble.value = await troubleOf(async () => {
      await asKnown(async (token) => {
        if (token === undefined) return;
        const me = await rest.me(token);
        await rest.eraseMe(token, me.id);
      });
      forgetEverything();
      // Nothing that the page still has in mind is of anybody any more.
      location.reload();
    });
    busy.value = false;
  };
  return (
    <Dialog title={words.sure} class="delete-me" onClose={onClose}>
      {/* It is read from its beginning, and not from the field at its end. */}
      <div class="delete-me-lists" tabIndex={-1} autofocus>
        <List title={words.goes} items={words.goesList} />
        <List title={words.stays} items={words.staysList} />
        <p>{words.leaves}</p>
      </div>
      <form
        class="delete-me-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (isMeant && !busy.value) void erase();
        }}
      >
        <label class="field">
          {words.type(words.word)}
          <input
            value={typed.value}
            maxLength={100}
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            data-testid="delete-word"
            onInput={(event) => {
              typed.value = event.currentTarget.value;
            }}
          />
        </label>
        <Trouble trouble={trouble} />
        <div class="actions">
          <button type="button" class="button" data-testid="keep-me" onClick={onClose}>
            {words.no}
          </button>
          <button
            type="submit"
            class="button danger solid"
            disabled={!isMeant || busy.value}
            data-testid="delete-me-yes"
          >
            {busy.value ? words.deleting : words.yes}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function List({ title, items }: { title: string; items: readonly string[] }) {
  return (
    <>
      <h3>{title}</h3>
      <ul>
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </>
  );
}

function Trouble({ trouble }: { trouble: Signal<string | null> }) {
  if (trouble.value === null) return null;
  return (
    <p class="note bad" role="alert" data-testid="your-data-trouble">
      {trouble.value}
    </p>
  );
}

/** Does something; returns what went wrong, in words. */
async function troubleOf(action: () => Promise<void>): Promise<string | null> {
  try {
    await action();
    return null;
  } catch (error) {
    return error instanceof ProblemError ? text.trouble.refused(error.message) : text.trouble.unreachable;
  }
}

function save(file: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = words.file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 0);
}
