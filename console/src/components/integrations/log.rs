//! The log of deliveries: the request, the response, and sending it again.

use leptos::prelude::*;

use crate::{
    components::loaded::{choices, loaded, more, problem},
    inbox::time,
    model::integrations::deliveries::{Deliveries, Delivery, DeliveryState, WhichDeliveries},
    rooms::integrations::{Integrations, log::delivery_id},
    texts::{filled, text},
};

pub(super) fn log(room: Integrations) -> impl IntoView {
    let kinds = WhichDeliveries::ALL.map(|which| (which, which.label()));
    view! {
        <div class="pc-log" role="region" aria-label=text("Deliveries of the last 30 days")>
            <div class="pc-card__line">
                {choices(
                    text("Which deliveries"),
                    kinds,
                    move || room.log.which.get(),
                    move |which| room.show_deliveries(which),
                )}
                <button
                    class="pc-button"
                    type="button"
                    aria-disabled=move || room.log_is_busy().to_string()
                    on:click=move |_| room.redeliver_dead()
                >
                    {text("Send all failed ones again")}
                </button>
            </div>
            {problem(move || room.log_problem())}
            {loaded(room.log.deliveries, move || room.load_log(), move |page| list(room, page))}
        </div>
    }
}

fn list(room: Integrations, page: Deliveries) -> AnyView {
    if page.deliveries.is_empty() {
        let which = room.log.which.get_untracked();
        let text = if which == WhichDeliveries::All {
            text("Nothing was sent in the last 30 days.")
        } else {
            text("Nothing matches in the last 30 days.")
        };
        return view! { <p class="pc-known__what">{text}</p> }.into_any();
    }
    let rows = page.deliveries.into_iter().map(|it| row(room, it));
    let next = page.next_cursor.is_some().then(|| {
        more(
            text("Show older ones"),
            move || room.log_is_busy(),
            move || room.more_log(),
        )
    });
    view! {
        <ul class="pc-log__all">{rows.collect_view()}</ul>
        {next}
    }
    .into_any()
}

fn row(room: Integrations, delivery: Delivery) -> impl IntoView {
    let id = delivery.id;
    let is_open = Memo::new(move |_| room.log.opened.get() == Some(id));
    let badge = match delivery.state {
        DeliveryState::Delivered => "pc-badge pc-badge--well",
        DeliveryState::Pending => "pc-badge",
        DeliveryState::Dead => "pc-badge pc-badge--waiting",
    };
    let event = [("event", &*delivery.event)];
    let event = match delivery.to.as_deref() {
        Some("visitor") => filled("{event} to a visitor", &event),
        Some(_) => filled("{event} to you", &event),
        None => delivery.event.clone(),
    };
    let toggle = move |_| {
        room.log.opened.update(|opened| {
            *opened = if *opened == Some(id) { None } else { Some(id) };
        });
    };
    view! {
        <li class="pc-log__one">
            <button
                class="pc-log__line"
                id=delivery_id(id)
                type="button"
                aria-expanded=move || is_open.get().to_string()
                on:click=toggle
            >
                <span class=badge>{delivery.label()}</span>
                <span class="pc-log__event">{event}</span>
                <time class="pc-known__what" datetime=delivery.created_at.clone()>
                    {time::moment(&delivery.created_at)}
                </time>
            </button>
            {move || is_open.get().then(|| details(room, &delivery))}
        </li>
    }
}

fn details(room: Integrations, delivery: &Delivery) -> impl IntoView + use<> {
    let id = delivery.id;
    let next = delivery.next_attempt_at.as_deref().map(time::moment);
    let said = delivery.tries(next.as_deref());
    let error = (delivery.failure()).map(|error| view! { <p class="pc-problem">{error}</p> });
    let block = |title: &'static str, text: String| {
        (!text.is_empty()).then(|| {
            view! {
                <div>
                    <p class="pc-log__title">{title}</p>
                    <pre class="pc-log__body" tabindex="0">
                        {text}
                    </pre>
                </div>
            }
        })
    };
    // A delivered e-mail cannot be sent again: nobody gets one twice.
    let again = (delivery.to.is_none() || delivery.is_dead()).then(|| {
        view! {
            <div>
                <button
                    class="pc-button"
                    type="button"
                    aria-disabled=move || room.log_is_busy().to_string()
                    on:click=move |_| room.redeliver(id)
                >
                    {text("Send again")}
                </button>
            </div>
        }
    });
    view! {
        <div class="pc-log__details">
            <p class="pc-known__what">{said}</p>
            {error}
            {block(text("What was sent"), delivery.body())}
            {block(text("What came back"), delivery.answer())}
            {again}
        </div>
    }
}
