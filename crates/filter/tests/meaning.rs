//! What filters mean: the table that everybody who uses the language runs.

use contract::Traffic;
use filter::Filter;
use serde::Deserialize;

#[derive(Deserialize)]
struct Meaning {
    rows: Vec<Traffic>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    filter: String,
    ids: Vec<u64>,
}

#[test]
fn a_filter_lets_through_what_it_says() {
    let meaning: Meaning = serde_json::from_str(include_str!("meaning.json")).unwrap();
    for case in &meaning.cases {
        let filter = Filter::parse(&case.filter).unwrap_or_else(|error| panic!("{}: {error:?}", case.filter));
        let rows = meaning.rows.iter().filter(|row| filter.matches(*row));
        let ids: Vec<u64> = rows.map(|row| row.id).collect();
        assert_eq!(ids, case.ids, "{}", case.filter);
        let again = Filter::parse(&filter.to_string()).unwrap();
        assert_eq!(again, filter, "{} is printed as {filter}", case.filter);
    }
}
