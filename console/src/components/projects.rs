//! The button with the project's name in the header, and its dialog: the plan with its usage, and the other projects.

use leptos::{html, prelude::*};
use porchlight_browser as browser;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::{
    dialog::show_while,
    loaded::{loaded, problem},
    sentence::sentence,
};
use crate::{
    inbox::{Inbox, time},
    model::projects::{OwnProject, OwnProjects, PlanState, PlanUse},
    room::Room,
    rooms::projects::Projects,
    texts::{as_is, filled, text},
};

pub(super) fn button(projects: Projects) -> impl IntoView {
    let company = move || projects.inbox.project().map(|project| project.company);
    view! {
        <button
            class="pc-project"
            type="button"
            aria-haspopup="dialog"
            title=text("Projects, plan and use")
            on:click=move |_| projects.show()
        >
            <span class="pc-project__name">{company}</span>
            <svg class="pc-project__sign" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
                <path d="M3 4.5 6 7.5 9 4.5" fill="none" stroke="currentColor" stroke-width="1.6"></path>
            </svg>
            <span class="pc-unseen">": " {text("projects, plan and use")}</span>
        </button>
    }
}

pub(super) fn dialog(projects: Projects) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    show_while(dialog, move || projects.shown.get());
    view! {
        <dialog
            class="pc-help pc-projects"
            aria-labelledby="projects"
            node_ref=dialog
            on:close=move |_| projects.shown.set(false)
            on:keydown=move |event| move_focus(&event)
        >
            {move || projects.shown.get().then(|| inside(projects))}
        </dialog>
    }
}

fn inside(projects: Projects) -> impl IntoView {
    let plan = untrack(|| projects.sees_plan()).then(|| {
        view! {
            <h3 class="pc-projects__title">{text("Plan and use")}</h3>
            {loaded(
                projects.plan,
                move || projects.load_plan(),
                move |plan| use_of(projects, &plan),
            )}
        }
    });
    view! {
        <h2 id="projects">{text("Your projects")}</h2>
        {loaded(projects.projects, move || projects.load(), move |own| list(projects, own))}
        {problem(move || projects.acting.problem(()))}
        {plan}
        <button class="pc-button" type="button" on:click=move |_| projects.shown.set(false)>
            {text("Close")}
        </button>
    }
}

fn list(projects: Projects, own: OwnProjects) -> AnyView {
    let search = own.are_many().then(|| {
        view! {
            <input
                class="pc-search__field"
                type="search"
                aria-label=text("Find a project")
                placeholder=text("Find a project")
                prop:value=move || projects.search.get()
                on:input=move |event| projects.search.set(event_target_value(&event))
            />
        }
    });
    let only = (own.projects.len() == 1).then(|| {
        view! {
            <p class="pc-known__what">
                {text("If you are invited to several projects with the same e-mail address, you can switch between \
                    them here after signing in with a link from that mailbox.")}
            </p>
        }
    });
    let rows = move || {
        let found = own.found(&projects.search.get());
        if found.is_empty() {
            return view! { <li class="pc-known__what">{text("None of your projects has that name.")}</li> }
                .into_any();
        }
        let rows = found.into_iter().map(|project| row(projects, project));
        rows.collect_view().into_any()
    };
    view! {
        {search}
        <ul class="pc-projects__list">{rows}</ul>
        {only}
    }
    .into_any()
}

fn row(projects: Projects, project: OwnProject) -> impl IntoView {
    let is_shown = projects.is_shown(&project.slug);
    let slug = project.slug.clone();
    view! {
        <li>
            <button
                class="pc-projects__one"
                type="button"
                aria-current=is_shown.then_some("true")
                aria-disabled=move || projects.acting.is_busy(()).to_string()
                on:click=move |_| projects.choose(slug.clone())
            >
                <span class="pc-projects__name" dir="auto">
                    {project.name}
                </span>
                <span class="pc-known__what">{project.role.label()}</span>
                {is_shown.then(|| view! { <span class="pc-badge pc-badge--mine">{text("Shown")}</span> })}
            </button>
        </li>
    }
}

fn use_of(projects: Projects, plan: &PlanUse) -> AnyView {
    let bar = plan.percent().map(|percent| {
        let used = filled("{percent} % used", &[("percent", &percent.to_string())]);
        view! {
            <div
                class="pc-projects__bar"
                data-full=(plan.state() != PlanState::Plenty).to_string()
                role="img"
                aria-label=used
            >
                <span style=format!("width: {percent}%")></span>
            </div>
        }
    });
    let advice = match plan.state() {
        PlanState::Plenty => None,
        PlanState::NearlyUsedUp => Some(text(
            "This month's answers are nearly used up. When they are, the chat tells visitors so and offers a person.",
        )),
        PlanState::UsedUp => Some(text(
            "This month's answers are used up: the chat tells visitors so and offers a person. With a larger plan \
             it answers again at once.",
        )),
    };
    let numbers = projects.inbox.opens(Room::Numbers).then(|| {
        view! {
            <a
                href=Room::Numbers.path()
                on:click=move |event| {
                    projects.shown.set(false);
                    Inbox::follow_link(&event, Room::Numbers);
                }
            >
                {text("See what was asked")}
            </a>
        }
    });
    let renews = sentence(
        text("Renews {time}. The person who runs this Porchlight chooses the plan: {command}."),
        vec![
            ("time", time::moment(plan.renews_at()).into_any()),
            (
                "command",
                view! { <code>{as_is("cargo xtask admin plan")}</code> }.into_any(),
            ),
        ],
    );
    view! {
        <p>
            <strong>{plan.label()}</strong>
            " · "
            {plan.sentence()}
        </p>
        {bar}
        {advice.map(|advice| view! { <p class="pc-field__warning">{advice}</p> })}
        <p class="pc-known__what">
            {renews} " " {numbers}
        </p>
    }
    .into_any()
}

/// The arrow keys move from one project to the next.
fn move_focus(event: &KeyboardEvent) {
    let step: i32 = match event.key().as_str() {
        "ArrowDown" => 1,
        "ArrowUp" => -1,
        _ => return,
    };
    let Ok(rows) = browser::document().query_selector_all(".pc-projects__one") else {
        return;
    };
    let focused = browser::document().active_element();
    let at = (0..rows.length()).find(|at| {
        let row = rows.item(*at);
        row.is_some() && row.as_ref() == focused.as_deref()
    });
    let next = match at {
        Some(at) => at.checked_add_signed(step),
        None => Some(0).filter(|_| step > 0),
    };
    let next = next.and_then(|next| rows.item(next));
    if let Some(row) = next.and_then(|row| row.dyn_into::<HtmlElement>().ok()) {
        event.prevent_default();
        browser::focus(&row);
    }
}
