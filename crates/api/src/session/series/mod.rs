//! `/api/series`: parties that come back, one link for all their evenings.

mod schedule;
mod evening;
mod to_wire;
mod make;
mod look;
mod change;
mod open;
mod calendar;

pub(crate) use calendar::{__path_series_calendar, series_calendar};
pub(crate) use change::{__path_change_series, change_series};
pub(crate) use look::{
    __path_get_series, __path_list_evenings, __path_list_series, __path_series_of_session, get_series, list_evenings,
    list_series, series_of_session,
};
pub(crate) use make::{__path_make_series, make_series};
pub(crate) use open::{__path_open_evening, open_evening};

/// How many series that are not over one person may look after.
const OWNED_MAX: u32 = 20;
