//! Several who come or go together.

use serde::{Deserialize, Serialize};

use crate::model::Role;
use crate::reason::LeaveReason;

/// One of several members who became present together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Arrival {
    /// Who.
    pub member: String,
    /// The name the others see.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// 1 the first time, more when they come back.
    pub visit: u32,
}

/// One of several members who are no longer present.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Departure {
    /// Who.
    pub member: String,
    /// The number of the event that made them present.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub joined: u64,
    /// Why.
    pub reason: LeaveReason,
}
