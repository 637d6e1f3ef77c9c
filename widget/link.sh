#!/bin/sh
# The widget's linker: rust-lld, without the exports of wasm-streams. Leptos brings that crate for server functions,
# which the widget has none of; what is exported would stay, with all that it calls, though nobody calls it.
left=$#
while [ "$left" -gt 0 ]; do
    argument=$1
    shift
    left=$((left - 1))
    if [ "$argument" = --export ] && [ "$left" -gt 0 ]; then
        case $1 in
            *intounderlying*)
                shift
                left=$((left - 1))
                continue
                ;;
        esac
    fi
    set -- "$@" "$argument"
done
exec rust-lld "$@"
