//! Which answers are faults of this server, as its log says.

use std::fmt::Display;

use axum::http::Response;
use protocol::Code;
use tower_http::classify::{ClassifiedResponse, ClassifyResponse, NeverClassifyEos, ServerErrorsFailureClass};

/// Tells faults of this server from answers that it is as it should be that somebody else is away, or that there is too much to do:
/// anybody could fill the log with those.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OwnFaults;

impl ClassifyResponse for OwnFaults {
    type FailureClass = ServerErrorsFailureClass;
    type ClassifyEos = NeverClassifyEos<ServerErrorsFailureClass>;

    fn classify_response<B>(self, response: &Response<B>) -> ClassifiedResponse<Self::FailureClass, Self::ClassifyEos> {
        let code = response.extensions().get::<Code>();
        let is_expected = code.is_some_and(|code| matches!(code, Code::ProviderAway | Code::Busy));
        let is_fault = response.status().is_server_error() && !is_expected;
        let failure = || ServerErrorsFailureClass::StatusCode(response.status());
        ClassifiedResponse::Ready(if is_fault { Err(failure()) } else { Ok(()) })
    }

    fn classify_error<E: Display + 'static>(self, error: &E) -> Self::FailureClass {
        ServerErrorsFailureClass::Error(error.to_string())
    }
}

/// Makes an answer a fault of this server, whatever its code is.
pub(crate) fn own_fault<B>(mut response: Response<B>) -> Response<B> {
    response.extensions_mut().remove::<Code>();
    response
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse as _;
    use protocol::Code;
    use tower_http::classify::{ClassifiedResponse, ClassifyResponse as _};

    use super::{OwnFaults, own_fault};
    use crate::failure::Failure;

    #[test]
    fn that_others_are_away_is_no_fault_of_this_server() {
        let is_fault = |response| matches!(OwnFaults.classify_response(&response), ClassifiedResponse::Ready(Err(_)));
        let failed = |code| Failure::new(code, "why").into_response();
        assert!(!is_fault(failed(Code::ProviderAway)) && !is_fault(failed(Code::Busy)));
        assert!(!is_fault(failed(Code::VideoNotFound)));
        assert!(is_fault(failed(Code::Internal)) && is_fault(failed(Code::ServiceOff)));
        assert!(is_fault(own_fault(failed(Code::Busy))), "what took this server too long");
    }
}
