//! The recommendation service: what people may like to watch, alone and together. It reads what a worker wrote down, and
//! has something to say where that never runs.

mod known;
mod ladder;
mod questions;
mod offered;
mod show;
mod trial;
mod for_user;
mod for_session;
mod feedback;
mod shown;

pub(crate) use feedback::{__path_give_feedback, give_feedback};
pub(crate) use for_session::{__path_session_recommendations, session_recommendations};
pub(crate) use for_user::{__path_my_recommendations, my_recommendations};
pub(crate) use shown::{
    __path_my_recommendations_shown, __path_session_recommendations_shown, my_recommendations_shown,
    session_recommendations_shown,
};
