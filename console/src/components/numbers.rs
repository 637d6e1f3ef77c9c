//! The room for numbers: figures at a glance, a chart, and its table.

use leptos::prelude::*;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{
    chart::chart,
    loaded::{choices, empty, loaded},
};
use crate::{
    model::numbers::{Figure, Figures, Pair, Range},
    rooms::numbers::Numbers,
    texts::{counted, filled, text},
};

pub(super) fn numbers(room: Numbers) -> impl IntoView {
    let ranges = Range::ALL.map(|range| (range, range.label()));
    view! {
        <main class="pc-room">
            <div class="pc-card__line">
                <h2 class="pc-room__title" tabindex="-1">
                    {text("What your chat does")}
                </h2>
                {choices(text("The last"), ranges, move || room.range.get(), move |range| room.show(range))}
            </div>
            {loaded(room.figures, move || room.load(), show)}
        </main>
    }
}

fn show(figures: Figures) -> AnyView {
    let tiles = figures.figures().into_iter().map(tile).collect_view();
    let used = figures.used();
    let busy = (figures.now.busy_count > 0).then(|| {
        view! {
            <p class="pc-notice">
                {counted(
                    figures.now.busy_count,
                    "The server was too busy for a question: {n} time. Visitors were told so and could ask again.",
                    "The server was too busy for a question: {n} times. Visitors were told so and could ask again.",
                )}
            </p>
        }
    });
    let quiet = figures.now.total_questions + figures.before.total_questions == 0;
    let days = if quiet {
        empty(
            text("No questions yet"),
            text(
                "Questions are counted here from the first one. Put the chat on your website to get some.",
            ),
        )
    } else {
        by_day(&figures)
    };
    view! {
        <dl class="pc-figures">{tiles}</dl>
        {busy}
        {days}
        <p class="pc-known__what">{used}</p>
    }
    .into_any()
}

fn tile(figure: Figure) -> impl IntoView {
    view! {
        <div class="pc-figures__one">
            <dt>{figure.label}</dt>
            <dd class="pc-figures__value">{figure.value}</dd>
            <dd class="pc-figures__before">{figure.before}</dd>
            <dd class="pc-figures__meaning">{figure.meaning}</dd>
        </div>
    }
}

fn by_day(figures: &Figures) -> AnyView {
    let file = utf8_percent_encode(&figures.csv(), NON_ALPHANUMERIC).to_string();
    let rows = figures.days.iter().rev().map(row).collect_view();
    let before = filled(
        "The {days} days before",
        &[("days", &figures.range.days().to_string())],
    );
    view! {
        <section class="pc-card" aria-labelledby="by-day">
            <h3 class="pc-card__title" id="by-day">
                {text("Questions by day")}
            </h3>
            {chart(figures)}
            <details class="pc-more">
                <summary>{text("Show as a table")}</summary>
                <div class="pc-table" tabindex="0" role="region" aria-labelledby="by-day">
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">{text("Day")}</th>
                                <th scope="col">{text("Questions")}</th>
                                <th scope="col">{before}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </details>
            <p>
                <a href=format!("data:text/csv;charset=utf-8,{file}") download=text("questions.csv")>
                    {text("Download as a table (CSV)")}
                </a>
            </p>
        </section>
    }
    .into_any()
}

fn row(day: &Pair) -> impl IntoView + use<> {
    view! {
        <tr>
            <th scope="row">{day.date.clone()}</th>
            <td>{day.questions}</td>
            <td>{day.before}</td>
        </tr>
    }
}
