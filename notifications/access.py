"""What each role may do with mails. Roles are named by their codes: this room knows no accounts and no parks.

Park staff read the mails of their own cases on the case page, not here. Who may `change` may order new
attempts and cancel; nobody edits the words of a mail or deletes one. `report` counts mails, `view_taskrun` opens the
health page, which names nobody.
"""

PERMISSIONS: dict[str, frozenset[str]] = {
    "platform_admin": frozenset(
        {
            "view_outgoingemail",
            "change_outgoingemail",
            "export_outgoingemail",
            "report_outgoingemail",
            "view_taskrun",
        }
    ),
    "platform_editor": frozenset({"view_taskrun"}),
    "auditor": frozenset({"report_outgoingemail", "view_taskrun"}),
}
