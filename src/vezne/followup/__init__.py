"""Takip: who of a seller's people looks after a buyer, and what they have promised to do.

Its own package beside support: a ticket is what a buyer asks and everybody may answer; a task is
what one member of the seller has to do by a day, with or without a buyer, and the buyer never sees
it. It knows accounts and nothing that is sold. A bank task (`banking`) stays where it is, because
it closes itself from the bank's data; the page of tasks links to it.

Tables
    Representative  the member of the seller that a buyer calls; one a pair. A trade row: the
                    buyer's panel shows name, phone and mail
    Task            words, a day, an assignee, perhaps the buyer that it is about, an outcome. A
                    seller's row: its `about` is no side of a trade, so no buyer's scope reaches it

States of a task: open → done (with what came of it) → open …

Operations (`services`)
    representative_set (nobody: taken away), representatives_leave (a member goes)
    task_add, task_done, task_reopen, tasks_tell_claim (of the morning: `flows.task_notices`)
Reads (`queries`): representatives_for (the buyer's), find_representative, assignable_members,
    is_assigned_to, tasks_of, open_tasks_about, get_task

Rules
    Only a member of the seller in force represents or is given a task. Who leaves the seller's team
    represents nobody from then on; open tasks stay with the name and can be found. Done twice is
    done once; the first outcome stands.
"""
