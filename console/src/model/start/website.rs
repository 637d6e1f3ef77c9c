//! Website platforms, each with its tag and where the tag goes.

use porchlight_shared::names;

use crate::texts::text;

names! {
    /// A website platform, by its label.
    #[derive(Default)]
    pub(crate) enum Website {
        #[default]
        Html = "HTML",
        WordPress = "WordPress",
        Shopify = "Shopify",
        Webflow = "Webflow",
        Wix = "Wix",
        Squarespace = "Squarespace",
        TagManager = "Google Tag Manager",
        React = "React",
        Next = "Next.js",
        Vue = "Vue",
    }
}

impl Website {
    /// The tag to copy, for the project `slug` of the deployment at `host`.
    pub(crate) fn tag(self, host: &str, slug: &str) -> String {
        let script = format!("{host}/widget.js?project={slug}");
        match self {
            Self::Next => format!(
                "import Script from \"next/script\";\n\n<Script src=\"{script}\" strategy=\"afterInteractive\" />"
            ),
            Self::React => format!(
                "import {{ useEffect }} from \"react\";\n\nuseEffect(() => {{\n  const tag = document.createElement(\"script\");\n  tag.async = true;\n  tag.src = \
                 \"{script}\";\n  document.body.append(tag);\n}}, []);"
            ),
            Self::Vue => format!(
                "import {{ onMounted }} from \"vue\";\n\nonMounted(() => {{\n  const tag = document.createElement(\"script\");\n  tag.async = true;\n  tag.src = \
                 \"{script}\";\n  document.body.append(tag);\n}});"
            ),
            _ => format!("<script async src=\"{script}\"></script>"),
        }
    }

    /// Where the tag goes.
    pub(crate) fn place(self) -> &'static str {
        match self {
            Self::Html => text(
                "Paste it before </body> in every page, or in the template that all pages share.",
            ),
            Self::WordPress => text(
                "Install a plugin for code in headers and footers, such as WPCode. Paste it there under Footer, and save.",
            ),
            Self::Shopify => text(
                "Open Online Store, Themes, the three dots, Edit code. Paste it before </body> in layout/theme.liquid, \
                 and save.",
            ),
            Self::Webflow => text(
                "Open Site settings, Custom code. Paste it under Footer code, save, and publish the website.",
            ),
            Self::Wix => text(
                "Open Settings, Custom code, Add custom code. Paste it, choose all pages and Body, end, and apply. Wix \
                 wants a domain of your own for this.",
            ),
            Self::Squarespace => {
                text("Open Settings, Advanced, Code injection. Paste it under Footer, and save.")
            }
            Self::TagManager => text(
                "Add a tag of the type Custom HTML, paste it, choose the trigger All pages, save and publish.",
            ),
            Self::React => text("Put it into the component that is always shown, such as App."),
            Self::Next => {
                text("Put it into app/layout.tsx, below the children, or into pages/_app.tsx.")
            }
            Self::Vue => text("Put it into the setup script of App.vue."),
        }
    }
}
