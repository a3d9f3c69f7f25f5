//! The prediction service: asking what will happen, picking, resolving, and who has how many points.

mod path;
mod ask;
mod list;
mod open;
mod pick;
mod direct;
mod history;

pub(crate) use direct::{
    __path_cancel_prediction, __path_lock_prediction, __path_resolve_prediction, cancel_prediction, lock_prediction,
    resolve_prediction,
};
pub(crate) use history::{__path_my_predictions, my_predictions};
pub(crate) use list::{__path_list_predictions, list_predictions};
pub(crate) use open::{__path_open_prediction, open_prediction};
pub(crate) use pick::{__path_pick_outcome, pick_outcome};
