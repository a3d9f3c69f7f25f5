//! Panics inside a run: a task that panics must not be missed, and must not flood the terminal either.

use std::cell::RefCell;
use std::panic;
use std::sync::Once;

thread_local! {
    /// What has panicked on this thread, while somebody watches.
    static SEEN: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

static HOOK: Once = Once::new();

/// Runs something, and also returns what panicked meanwhile in tasks of this thread.
pub(crate) fn watch<T>(work: impl FnOnce() -> T) -> (T, Vec<String>) {
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |panicked| {
            let is_noted =
                SEEN.with_borrow_mut(|seen| seen.as_mut().map(|seen| seen.push(panicked.to_string())).is_some());
            if !is_noted {
                before(panicked);
            }
        }));
    });
    SEEN.set(Some(Vec::new()));
    let done = work();
    (done, SEEN.take().unwrap_or_default())
}
