"""The look: shells, parts, forms, tables. Screens are made of these; they hold no SQL and no vendor SDK.

Words are Italian message ids through `core.text._`; a `Text` is such a string or a var of a State.

    from aistrategyhub.ui import forms, tables
    from aistrategyhub.ui.parts import actions, avatar, banner, charts, date_picker, figures, file_drop, floating
    from aistrategyhub.ui.parts import guarded, kanban, ordered, reading, tabs, tree, words

actions   button("Paga 1.220,00 €", kind="primary|secondary|quiet|danger", on_click=S.pay, busy=S.busy)
          link("Servizi", "/servizi")            to a page of the product, in the language being spoken
          link_button("Acquista", f"/servizi/{slug}")      the same, looking like a button
          file_link("Fattura (PDF)", "/api/v1/...")        something that is not a page
          outside_link("info@studio.it", "mailto:...")     another site, mail, telephone
          icon("download")                       a lucide icon, an ornament
words     page_header(title, lead=, kicker=, crumbs=[(title, route)], actions=[...], size="2xl|3xl|4xl")
          section(title, *children, note=)       prose(*children)
          badge("Pagato", "action|waiting|failed|neutral")   notice(text, title=, tone=, urgent=)
          empty_state(title, text, action=)      definitions((name, value), ...)   amount(label)
          breadcrumb([(title, route)] or a var of list[CrumbRow], current=)
figures   stat_row(stat_tile(label, value, note=, to="/admin/ordini"), ...)
          timeline([TimelineEntry(title, at_label, detail, tone)])  or a var of a list of them
          stepper(["Dati", "Pagamento"], current)   progress(label, value=)   skeleton()   loaded(ready, draw)
reading   chapter(title, *children, note=)       paragraphs(text)   ruled_list(lines, left_out=)
          numbered_steps(steps)   questions(faqs)    lists known now or vars of a State
          folded(title, ...)
floating  dialog(title, *children, trigger=button(...), actions=(...,))    or open=S.asking, on_close=S.dismiss
          confirm("Eliminare?", *details, act=S.delete, verb="Elimina", trigger=button(...), keep_label="Tienilo")
          yield toast_done("Salvato") / toast_failed(...) / toast(text, tone)     never `rx.toast`: see its docstring
          drawer(title, *children, trigger= | open=, on_close=, actions=, width="narrow|wide")
tabs      tabs("Una pagina", Tab("seo", "Motori di ricerca", content, note="2 errori", tone=), value=, on_change=S.show)
tree      tree("Pagine", S.items, selected=S.selected, on_select=S.select, on_move=S.move, empty=)
          items: list[TreeItem(id, label, parent, note, tone)] in display order; move(item, parent, place)
banner    banner(text, title=, tone=, action=link(...), dismissible=True | on_dismiss=S.hide)
forms     form(*fields, on_submit=S.submit, state=S, submit_label="Invia")
          field(label, name, state=S, hint=, kind="email", required=, autocomplete=, inputmode=, value=)
          text_area, select(label, name, [(sent, shown)]), checkbox, radio_group, field_row(a, b)
          class S(forms.FormMixin, rx.State): `self._start(); yield`, then `async with self._filling(): ...`
dates     date_picker.date_field(label, name, state=S, min=, max=)   read it with core.moments.read_day(text, field)
          date_picker.moment_field(label, name, zone="Europe/Rome")    core.moments.read_moment, .wall_time for `value`
files     file_drop.file_drop(label, name, address="/api/v1/media", accept="image/*", largest=bytes, extra={...},
          on_done=S.arrived, on_all_done=S.load)      one POST per file, the API's envelope back
tables    table(S.rows, [Column(title, lambda row: row.number, sort="number", is_number=)], caption=, state=S, empty=)
          search_box(S, label)
          class S(tables.TableMixin, rx.State): the page begins with `S.arrive`; `load` reads `self.q, self.sort,
          self.descending, self._request()` and ends with `self._show(page)`; a filter of its own is named by
          `_filters` (AddressFilter) and its handler ends with `return self._ask()`. The address remembers all of it
charts    bar_chart(title, [ChartSeries(name, points)]), line_chart, donut_chart(..., total=)   ChartPoint(label, value,
          value_label, is_current): known now, vars of a State, or a room's own rows with these fields
copying   copying.copy_button(S.iban, "IBAN")    copies a text and says so
avatar    avatar(name, src=, size="sm|md|lg", is_decorative=)
kanban    kanban(label, [KanbanColumn], [KanbanCard], on_move=S.move, on_open=S.open)
ordered   ordered(rx.foreach(S.rows, lambda row: ordered_row(row.id, ...)), rows=S.rows, named_by=["label"],
          on_move=S.move), `handle`
guarded   guarded(*page, unsaved=S.is_changed) asks before a form marked by `GUARDED` is left unsaved
palette   a room's `Feature.finders` says what Ctrl+K looks for: Finder(kind, find(session, q), permission)
viewer    ViewerState.signed_in, may(permission): what to show; never what to allow

A page function returns only its content; `site.add_pages` puts it in its shell, once per language. Do not use
`style` props, `rx.toast`, `rx.call_script` or Radix parts: the content policy refuses what they do.
"""
