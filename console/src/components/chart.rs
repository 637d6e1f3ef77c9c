//! A line chart by day. A table next to it has the same numbers, so screen readers skip the chart.

use leptos::prelude::*;

use crate::{
    model::numbers::{Figures, HEIGHT, Pair, WIDTH},
    texts::{filled, text},
};

/// The questions of a range, drawn over those of the range before.
pub(super) fn chart(figures: &Figures) -> impl IntoView + use<> {
    let top = figures.top();
    let now = figures.line(|day| day.questions);
    let before = figures.line(|day| day.before);
    let day = |day: Option<&Pair>| day.map(|day| day.date.clone());
    let (first, last) = (day(figures.days.first()), day(figures.days.last()));
    let days_before = filled(
        "the {days} days before",
        &[("days", &figures.range.days().to_string())],
    );
    let area = format!("{now}V{HEIGHT}H0Z");
    view! {
        <figure class="pc-chart" aria-hidden="true">
            <div class="pc-chart__plot">
                <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") preserveAspectRatio="none">
                    <path class="pc-chart__grid" d=format!("M0 0H{WIDTH}M0 {}H{WIDTH}M0 {HEIGHT}H{WIDTH}", HEIGHT / 2) />
                    <path class="pc-chart__area" d=area />
                    <path class="pc-chart__before" d=before />
                    <path class="pc-chart__now" d=now />
                </svg>
                <span class="pc-chart__top">{top}</span>
                <span class="pc-chart__half">{top / 2}</span>
            </div>
            <figcaption class="pc-chart__days">
                <span>{first}</span>
                <span>
                    <i class="pc-chart__key"></i>
                    {text("questions")}
                    " "
                    <i class="pc-chart__key pc-chart__key--before"></i>
                    {days_before}
                </span>
                <span>{last}</span>
            </figcaption>
        </figure>
    }
}
