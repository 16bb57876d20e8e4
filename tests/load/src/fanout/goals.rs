//! What the figures of `fanout` are held against: ratios of one run, for absolute rates are this machine's.

use super::Figures;
use crate::goal::{Goal, Limit};
use crate::report::Report;

type Figure = fn(&Figures) -> f64;

const W1_RATE: Figure = |figures| figures.w1_deliveries_per_second;
const W1_CPU: Figure = |figures| figures.w1_server_us;
const W32_CPU: Figure = |figures| figures.w32_server_us;
const W32_RATE: Figure = |figures| figures.w32_deliveries_per_second;
const R20_P99: Figure = |figures| figures.r20_p99_ms;

/// Holds `ours` against the others, as far as they were measured. `open` is ours with an open tap, `watched` with
/// everything on, `single` and `whole` are the two floors.
pub fn hold(
    report: &mut Report,
    ours: &Figures,
    open: Option<&Figures>,
    watched: Option<&Figures>,
    nchan: Option<&Figures>,
    single: Option<&Figures>,
    whole: Option<&Figures>,
) {
    if let Some(nchan) = nchan {
        let mut against = |what, figure: Figure, floor: Option<&Figures>, limit| {
            let goal = Goal::new(what, figure(ours) / figure(nchan), "×", limit);
            report.goal(match floor {
                Some(floor) => goal.beside_floor(figure(floor) / figure(nchan)),
                None => goal,
            });
        };
        against(
            "W1 deliveries/s against Nchan",
            W1_RATE,
            single,
            Limit::AtLeast(1.6),
        );
        against(
            "W1 CPU per delivery against Nchan",
            W1_CPU,
            single,
            Limit::AtMost(0.65),
        );
        against(
            "W32 deliveries/s against Nchan",
            W32_RATE,
            whole,
            Limit::AtLeast(27.0),
        );
    }
    let mut against = |what, figure: Figure, floor: Option<&Figures>, limit| {
        if let Some(floor) = floor {
            report.goal(Goal::new(what, figure(ours) / figure(floor), "×", limit));
        }
    };
    // 5.5 µs where the floor takes 4.5, whatever this machine makes of them.
    against(
        "W1 CPU per delivery against the floor",
        W1_CPU,
        single,
        Limit::AtMost(1.22),
    );
    against(
        "W32 deliveries/s against the floor",
        W32_RATE,
        whole,
        Limit::AtLeast(0.80),
    );
    against("R20 p99 against the floor", R20_P99, single, Limit::AtMost(1.10));
    if let Some(open) = open {
        for (what, figure) in [
            ("W1 CPU per delivery with the tap open against bare", W1_CPU),
            ("W32 CPU per delivery with the tap open against bare", W32_CPU),
        ] {
            let ratio = figure(open) / figure(ours);
            report.goal(Goal::new(what, ratio, "×", Limit::AtMost(1.05)));
        }
    }
    if let Some(watched) = watched {
        for (what, figure) in [
            ("W1 deliveries/s with everything on against bare", W1_RATE),
            ("W32 deliveries/s with everything on against bare", W32_RATE),
        ] {
            let ratio = figure(watched) / figure(ours);
            report.goal(Goal::new(what, ratio, "×", Limit::AtLeast(0.85)));
        }
    }
    report.goal(Goal::new(
        "messages lost",
        ours.lost as f64,
        "",
        Limit::AtMost(0.0),
    ));
}
