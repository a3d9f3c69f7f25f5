//! Golden vectors that the TypeScript twin runs too: `vectors/timeline.json`.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use serde_json::Value;
use timeline::{MemberDelay, Rate, Status, Timecode, Timeline, Timestamp, start_lead_ms};

fn vectors() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../vectors/timeline.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn int(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| panic!("{value} is no integer"))
}

fn timeline(value: &Value) -> Timeline {
    Timeline {
        status: match value["status"].as_str() {
            Some("playing") => Status::Playing,
            Some("paused") => Status::Paused,
            other => panic!("{other:?}"),
        },
        position: Timecode::from_us_clamped(int(&value["position_us"])),
        rate: Rate::from_thousandths(int(&value["rate_thousandths"])).unwrap(),
        at: Timestamp::from_ms(int(&value["at_ms"])),
        length: value["length_us"].as_i64().map(Timecode::from_us_clamped),
    }
}

fn cases(name: &str) -> Vec<Value> {
    let cases = vectors()[name].as_array().unwrap().clone();
    assert!(!cases.is_empty());
    cases
}

/// LIV-13
#[test]
fn positions() {
    for case in cases("positions") {
        let position = timeline(&case["timeline"]).position_at(Timestamp::from_ms(int(&case["now_ms"])));
        assert_eq!(position.us(), int(&case["position_us"]), "{case}");
    }
}

#[test]
fn ends() {
    for case in cases("ends") {
        let ends_at_ms = timeline(&case["timeline"]).ends_at().map(Timestamp::ms);
        assert_eq!(ends_at_ms, case["ends_at_ms"].as_i64(), "{case}");
    }
}

#[test]
fn start_leads() {
    for case in cases("start_leads") {
        let members = case["members"].as_array().unwrap().iter().map(|member| MemberDelay {
            round_trip_p95_ms: int(&member["round_trip_p95_ms"]),
            start_latency_ms: int(&member["start_latency_ms"]),
        });
        assert_eq!(start_lead_ms(members), int(&case["lead_ms"]), "{case}");
    }
}
