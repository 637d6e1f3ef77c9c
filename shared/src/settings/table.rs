//! The only list of a project's settings. Its rows define the stored types, the fields of `PATCH /api/v1/config`, its
//! bodies and documents, the widget's reader, the owner's texts and the tables of `docs/settings.md`.
//!
//! The format of a row:
//!
//! ```text
//! /// What it is, for the API's documents and docs/settings.md.
//! rust_field "nameInTheApi" (WidgetSentence): Type = default, Rule [limit = number];
//! ```
//!
//! - The Rust field in camel case is the name in the stored JSON, in the object that the group names.
//! - `(WidgetSentence)` is a `Key` of the widget: the sentence that the owner's text replaces.
//! - The rule is a variant of `domain::settings::rule::Rule` in edge. Its limits are named as in JSON Schema.
//! - `#[stored(…)]` and `#[api(…)]` are serde's attributes, for the stored field and for the field of the response.
//!
//! The group says where a setting is stored. `theme`, `texts` and `invitation` are objects. `project`, `private`
//! (hidden from publishable keys), `words` and `people` (not sent to the widget) are at the top level. `record` is a
//! column of its own. A group occurs more than once because the API's responses have the order of the rows.

/// Calls `$then!` with the rows of a group, or of `all` groups. Passes `$before` on ahead of the rows.
#[macro_export]
macro_rules! settings_table {
    ($group:ident => $then:ident! { $($before:tt)* }) => { $crate::settings_of! { $group => $then! { $($before)* }
        in theme {
            /// Colour of the launcher, the header and the visitor's messages.
            primary_color "primaryColor": String = "#3737f6".into(), Colour;
            /// Colour of text on the primary colour.
            primary_foreground "primaryForeground": String = "#ffffff".into(), Colour;
            /// Colour of the panel.
            background_color "backgroundColor": String = "#ffffff".into(), Colour;
            /// Colour of text in the panel.
            foreground_color "foregroundColor": String = "#16181d".into(), Colour;
            /// Colour of the assistant's messages.
            secondary_color "secondaryColor": String = "#f2f3f5".into(), Colour;
            /// Colour of text in the assistant's messages.
            secondary_foreground "secondaryForeground": String = "#16181d".into(), Colour;
            /// The launcher's corner.
            position "position": Position = Position::BottomRight, OneOf;
            /// Picture of the assistant: an `https` address, from which visitors' browsers load it. If it is empty, the
            /// widget shows the first letter of the name.
            #[stored(skip_serializing_if = "String::is_empty")]
            logo "logoUrl": String = String::new(), Picture;
            /// Pictures of the people who answer: `https` addresses, keyed by the names that visitors see.
            #[stored(skip_serializing_if = "BTreeMap::is_empty")]
            photos "operatorPhotos": BTreeMap<String, String> = BTreeMap::new(), Pictures;
        }
        in project {
            /// The first message in the panel.
            welcome_message "greeting": String = "Hi! How can I help you today?".into(),
                Text [min_length = 1, max_length = 500];
            /// The assistant's name.
            name "botName": String = "Assistant".into(), Text [min_length = 1, max_length = 60];
            /// Whether "Powered by Porchlight" is shown under the composer.
            show_branding "showBranding": bool = true, Branding;
            /// The language of the answers, as a BCP 47 tag; `auto` is the visitor's. E-mails are in this language,
            /// too, or in English if Porchlight does not speak it. With `auto`, e-mails to a visitor are in the
            /// visitor's language.
            ai_language "aiLanguage": String = "auto".into(), Language;
        }
        in texts {
            /// Placeholder of the empty composer.
            input_placeholder "inputPlaceholder" (Placeholder): String = String::new(), Text [max_length = 200];
            /// Shown while an answer is on its way.
            typing_text "typingText" (Typing): String = String::new(), Text [max_length = 200];
            /// Shown under the name in the header.
            online_text "onlineText" (Online): String = String::new(), Text [max_length = 200];
            /// Offers a person.
            handoff_text "handoffText" (HandoffOffer): String = String::new(), Text [max_length = 200];
            /// Shown after a visitor has asked for a person.
            handoff_sent_text "handoffSentText" (HandoffSent): String = String::new(), Text [max_length = 200];
            /// Placeholder of the empty e-mail field.
            email_placeholder "emailPlaceholder" (EmailPlaceholder): String = String::new(), Text [max_length = 200];
            /// Label of the button that sends the e-mail address.
            email_send_text "emailSendText" (EmailSend): String = String::new(), Text [max_length = 200];
            /// Label of the button that asks for a person without an e-mail address.
            email_skip_text "emailSkipText" (EmailSkip): String = String::new(), Text [max_length = 200];
            /// Thumbs up.
            feedback_yes_text "feedbackYesText" (Helpful): String = String::new(), Text [max_length = 200];
            /// Thumbs down.
            feedback_no_text "feedbackNoText" (NotHelpful): String = String::new(), Text [max_length = 200];
            /// Shown when an answer has failed.
            error_text "errorText" (Failed): String = String::new(), Text [max_length = 200];
            /// Shown when the network has failed.
            network_error_text "networkErrorText" (NetworkFailed): String = String::new(), Text [max_length = 200];
        }
        in words {
            /// Your own words for any text, by language; see below. They take precedence over the texts without a
            /// language.
            texts_by_language "textsByLanguage": TextsByLanguage = TextsByLanguage::new(), TextsByLanguage;
        }
        in project {
            /// Your name, as in "I couldn't find that in …'s pages". If it is empty, the project's name is used.
            company "company": String = String::new(), Text [max_length = 60];
            /// Questions offered before the first message.
            quick_replies "quickReplies": Vec<String> = Vec::new(), QuickReplies [max_items = 6];
        }
        in theme {
            /// Light, dark, or automatic: what your page prefers, or else the visitor's system.
            scheme "scheme": Scheme = Scheme::Auto, OneOf;
        }
        in project {
            /// Whether a visitor may ask for a person.
            handoff "handoff": bool = true, Flag;
            /// The form in which a visitor leaves contact details.
            lead_form "leadForm": LeadForm = LeadForm::default(), LeadForm;
        }
        in invitation {
            /// A sentence in a bubble next to the closed launcher, shown once to each visitor. If it is empty, there is
            /// no bubble.
            bubble_text "bubbleText": String = String::new(), Text [max_length = 200];
            /// How long a page is open before the bubble appears, in seconds.
            bubble_seconds "bubbleSeconds": u32 = 5, Seconds [minimum = 0, maximum = 3_600];
            /// The pages with the bubble, as paths such as `/pricing` or `/shop/*`. An empty list means all pages.
            bubble_pages "bubblePages": Vec<String> = Vec::new(), PagePatterns [max_items = 20];
            /// Whether the panel opens by itself: never, once for each visitor, or once in each visit. It does not take
            /// the focus, and stays closed on phones.
            auto_open "autoOpen": AutoOpen = AutoOpen::Never, OneOf;
            /// How long a page is open before the panel opens, in seconds.
            auto_open_seconds "autoOpenSeconds": u32 = 10, Seconds [minimum = 0, maximum = 3_600];
            /// The pages on which the panel opens, as paths. An empty list means all pages.
            auto_open_pages "autoOpenPages": Vec<String> = Vec::new(), PagePatterns [max_items = 20];
            /// Whether a person's reply plays a soft sound. Visitors can switch it off.
            sound "sound": bool = false, Flag;
            /// Whether your pages show the events that your server pushes.
            sales_shown "salesShown": bool = false, Flag;
            /// The quiet time before an event is shown, and after it, in seconds.
            sales_seconds "salesSeconds": u32 = 30, Seconds [minimum = 10, maximum = 3_600];
            /// The pages on which events are shown, as paths. An empty list means all pages.
            sales_pages "salesPages": Vec<String> = Vec::new(), PagePatterns [max_items = 20];
        }
        in private {
            /// The address that is told when a visitor asks for a person. If it is empty, nobody is told. Only secret
            /// keys read it.
            #[api(skip_serializing_if = "String::is_empty")]
            notify_email "notifyEmail": String = String::new(), Email;
        }
        in people {
            /// How sure Porchlight must be that your pages answer a question: `careful`, `balanced` or `helpful`. Sets
            /// the confidence from which a question is answered, and from which visitors are led to the closest pages.
            carefulness "carefulness": Carefulness = Carefulness::Balanced, OneOf;
            /// Who gets a conversation whose operator has done nothing for `leaseSeconds`.
            lease_expiry "leaseExpiry": HandBackTo = HandBackTo::Queue, OneOf;
            /// How long an operator holds a conversation without doing anything, in seconds.
            lease_seconds "leaseSeconds": u64 = 10 * 60, Seconds [minimum = 5, maximum = 86_400];
            /// How long after a reply it is e-mailed to a visitor who has left, in seconds.
            reply_email_seconds "replyEmailSeconds": u32 = 2 * 60, Seconds [minimum = 5, maximum = 3_600];
            /// When people are there to answer; `null` is always.
            #[stored(skip_serializing_if = "Option::is_none")]
            business_hours "businessHours": Option<BusinessHours> = None, BusinessHours;
            /// How long events are kept for `GET /api/v1/events` and for sending them again, in days.
            event_days "eventDays": u32 = 30, Days [minimum = 7, maximum = 365];
        }
        in record {
            /// Origins whose pages may show the widget.
            allowed_origins "allowedOrigins": Vec<String> = Vec::new(), Origins [max_items = 50];
        }
    } };
}

/// Selects the rows of a group for [`settings_table`]. `project` includes the rows of `private` and `words`, which are
/// stored with it.
#[doc(hidden)]
#[macro_export]
macro_rules! settings_of {
    (all => $then:ident! { $($before:tt)* } $($groups:tt)*) => { $then! { $($before)* $($groups)* } };
    (theme => $then:ident! { $($before:tt)* } $(in
        $(theme { $($row:tt)* })?
        $(texts $_1:tt)? $(project $_2:tt)? $(private $_3:tt)? $(people $_4:tt)? $(record $_5:tt)? $(invitation $_6:tt)?
        $(words $_7:tt)?
    )*) => { $then! { $($before)* $($($($row)*)?)* } };
    (texts => $then:ident! { $($before:tt)* } $(in
        $(texts { $($row:tt)* })?
        $(theme $_1:tt)? $(project $_2:tt)? $(private $_3:tt)? $(people $_4:tt)? $(record $_5:tt)? $(invitation $_6:tt)?
        $(words $_7:tt)?
    )*) => { $then! { $($before)* $($($($row)*)?)* } };
    (invitation => $then:ident! { $($before:tt)* } $(in
        $(invitation { $($row:tt)* })?
        $(theme $_1:tt)? $(texts $_2:tt)? $(project $_3:tt)? $(private $_4:tt)? $(people $_5:tt)? $(record $_6:tt)?
        $(words $_7:tt)?
    )*) => { $then! { $($before)* $($($($row)*)?)* } };
    (project => $then:ident! { $($before:tt)* } $(in
        $(project { $($row:tt)* })? $(private { $($private:tt)* })? $(words { $($words:tt)* })?
        $(theme $_1:tt)? $(texts $_2:tt)? $(people $_3:tt)? $(record $_4:tt)? $(invitation $_6:tt)?
    )*) => { $then! { $($before)* $($($($row)*)? $($($private)*)? $($($words)*)?)* } };
    (people => $then:ident! { $($before:tt)* } $(in
        $(people { $($row:tt)* })?
        $(theme $_1:tt)? $(texts $_2:tt)? $(project $_3:tt)? $(private $_4:tt)? $(record $_5:tt)? $(invitation $_6:tt)?
        $(words $_7:tt)?
    )*) => { $then! { $($before)* $($($($row)*)?)* } };
}

/// Defines the struct that stores a group: the fields passed in, then one for each row. A field missing from the stored
/// JSON gets its default.
#[macro_export]
macro_rules! stored_settings {
    (
        $(#[$meta:meta])*
        pub struct $struct:ident { $($(#[$more_meta:meta])* pub $more:ident: $more_type:ty,)* }
        $(
            $(#[doc = $doc:tt])*
            $(#[stored($($stored:tt)*)])?
            $(#[api($($api:tt)*)])?
            $field:ident $name:tt $(($key:ident))?: $type:ty = $default:expr, $rule:ident $([$($limits:tt)*])?;
        )*
    ) => {
        $(#[$meta])*
        #[serde(rename_all = "camelCase", default)]
        pub struct $struct {
            $($(#[$more_meta])* pub $more: $more_type,)*
            $(
                $(#[doc = $doc])*
                $(#[serde($($stored)*)])?
                pub $field: $type,
            )*
        }

        impl Default for $struct {
            fn default() -> Self {
                Self {
                    $($more: <$more_type>::default(),)*
                    $($field: $default,)*
                }
            }
        }
    };
}
