# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What runs on the device, in POSIX shell; `vtysh_scripts` makes whole scripts of it.

Who does what on the device: one process, the **supervisor**, does everything that changes the configuration: it applies,
waits, confirms, saves, restores. Everyone else (the apply that started it, later confirm and roll_back executions, its
own clock) only writes words into its pipe, which it takes one at a time. So an apply is never interleaved with its undoing,
a confirm never races with the deadline, and a caller that is killed at any point costs nothing but its answer. It holds
the configuration from before, the changes and the ways back in shell variables; what it answers goes through pipes. The lock
directory holds names, times and pipes, never configuration, and is renamed away before it is removed, so it is there
whole or not at all.

What is restored is compared line by line and not in order: FRR prints its lists in the order of their creation.

A step reaches `vtysh -f /dev/stdin` as a file that lost its name before the first byte was written: newer vtysh (seen in 10.3)
forks a child per daemon that opens the file anew, and of a pipe the first child takes all and the others silently nothing.

An answer ends with an empty line after its last word: busybox's sed takes a line only when it has seen the next.
"""
from __future__ import annotations

BASIS = r"""
LC_ALL=C
export LC_ALL
va_nl='
'
va_vtysh() { VTYSH_HISTFILE=/dev/null @vtysh@ -H /dev/null "$@"; }
va_running() { va_vtysh -c 'show running-config no-header' 2>/dev/null; }
va_say() { printf '\n%s %s\n' "$va_nonce" "$1"; }
va_place() {
    va_base=/tmp
    for va_dir in /run/frr /run; do
        if [ -d "$va_dir" ] && [ -w "$va_dir" ]; then va_base=$va_dir; break; fi
    done
    va_lock=$va_base/$va_name
}
va_recall() {
    va_l_run= va_l_state= va_l_when= va_l_who=
    { read -r va_l_run va_l_state va_l_when va_l_who <"$va_lock.last"; } 2>/dev/null
}
"""

LOCK = r"""
va_born() {
    va_stat=
    { read -r va_stat <"/proc/$1/stat"; } 2>/dev/null
    set -- ${va_stat##*) }
    case ${1:-X} in Z | X) va_start= ;; *) va_start=${20} ;; esac
}
va_own() {
    va_born "$2"
    printf '%s\n' "$va_run" "$1 $2 $va_start" "$va_since" "$va_who" >"$va_lock/owner.new" && mv "$va_lock/owner.new" "$va_lock/owner"
}
va_holder() {
    va_h_run= va_h_role= va_h_pid= va_h_start= va_h_since= va_h_who=
    { { read -r va_h_run; read -r va_h_role va_h_pid va_h_start; read -r va_h_since; read -r va_h_who; } \
        <"$va_lock/owner"; } 2>/dev/null
    [ -n "$va_h_pid" ]
}
va_alive() {
    if [ -r /proc/self/stat ]; then
        va_born "$va_h_pid"; [ -n "$va_start" ] && [ "$va_start" = "$va_h_start" ]
    else
        kill -0 "$va_h_pid" 2>/dev/null
    fi
}
va_release() { mv "$va_lock" "$va_lock.gone.$$" && rm -rf "$va_lock.gone.$$"; }
va_take_over() {
    mkdir "$va_lock/taken" 2>/dev/null || return 1
    if va_holder && va_alive; then rmdir "$va_lock/taken"; return 1; fi
    rm -f "$va_lock/words" "$va_lock"/answer.*
    va_own caller "$$" && rmdir "$va_lock/taken" || return 1
    va_say stale
    printf '%s\n' "${va_h_who:-an unknown run} ${va_h_since:-at an unknown time}"
}
va_take() {
    va_left=$va_lock_timeout va_blank=0 va_denied=0
    while :; do
        if mkdir -m 700 "$va_lock" 2>/dev/null; then
            if va_own caller "$$"; then return 0; fi
            va_release
        fi
        if [ ! -d "$va_lock" ]; then
            va_denied=$((va_denied + 1))
            if [ "$va_denied" -gt 2 ]; then va_say unlockable; printf '%s\n' "$va_lock"; return 1; fi
            continue
        fi
        if va_holder; then
            va_blank=0
            if va_alive; then
                if [ "$va_h_run $va_h_role" = "$va_run supervisor" ]; then return 0; fi
            else
                va_take_over && return 0
            fi
        else
            va_blank=$((va_blank + 1))
            if [ "$va_blank" -gt 2 ]; then va_take_over && return 0; fi
        fi
        if [ "$va_left" -le 0 ]; then
            va_say held
            printf '%s\n' "$va_lock" "${va_h_who:-an unknown run}" "${va_h_since:-an unknown time}"
            return 1
        fi
        sleep 1
        va_left=$((va_left - 1))
    done
}
va_ask() {
    va_pipe=answer.$$
    [ -p "$va_lock/words" ] && mkfifo -m 600 "$va_lock/$va_pipe" 2>/dev/null || return 1
    {
        printf '%s %s %s\n' "$1" "$va_pipe" "$va_nonce" >&3
        (
            while va_alive; do sleep 1 4<&-; done
            printf '%s gone\n\n' "$va_nonce" >&4
        ) >/dev/null 2>&1 3<&- &
        va_watch=$!
        va_told=$(sed -e "/^$va_nonce told\$/q" -e "/^$va_nonce gone\$/q" <&4)
        kill -KILL "$va_watch" 2>/dev/null
        rm -f "$va_lock/$va_pipe"
    } 3<>"$va_lock/words" 4<>"$va_lock/$va_pipe"
    printf '%s\n' "${va_told%"$va_nonce "*}"
    case $va_told in *"$va_nonce told") return 0 ;; esac
    return 1
}
va_request() { va_holder && [ "$va_h_run $va_h_role" = "$va_run supervisor" ] && va_alive && va_ask "$1"; }
va_last() {
    va_recall
    if [ "$va_l_run" = "$va_run" ]; then va_say "state $va_l_state"; else va_say 'state gone'; fi
}
"""

SUPERVISOR = r"""
va_heard() {
    case $va_out in
        '%'* | *"$va_nl%"* | *': %'* | *'line '[0-9]*:* | *rejected* | *ailure* | *'nknown command'*) ;;
        *) if [ "$va_rc" -eq 0 ]; then return 0; fi ;;
    esac
    va_said="$va_said${va_out:-vtysh ended with code $va_rc and said nothing}$va_nl"
    return 1
}
va_step() {
    va_rc=1 va_out='The lines cannot be handed to vtysh.'
    {
        rm -f "$va_lock/step"
        printf '%s\n' "$1" >&6
        va_out=$(va_vtysh -f /dev/stdin 2>&1 <&6)
        va_rc=$?
    } 6<>"$va_lock/step"
    va_heard
}
va_exec() {
    va_out=$(va_vtysh "$@" 2>&1)
    va_rc=$?
    case $va_out in '% BGP: No '*' peer belonging to peer-group '*' is configured') return 0 ;; esac
    va_heard
}
va_close() {
    va_out=$(va_vtysh "$@" -c 'show running-config no-header' 2>&1)
    va_rc=$? va_after=
    case $va_nl$va_out in
        *"${va_nl}frr version "*)
            va_after="frr version ${va_out#*"frr version "}"
            va_out=${va_out%%"frr version "*} ;;
    esac
    case $va_out in *'% BGP: No '*) va_out=$(printf '%s\n' "$va_out" | sed '/^% BGP: No .* peer belonging to peer-group .* is configured$/d') ;; esac
    if [ -n "$va_out" ] || [ "$va_rc" -eq 0 ]; then va_heard; return; fi
    while [ "$#" -gt 0 ]; do va_exec "$1" "$2" || return 1; shift 2; done
}
va_lines() { sed 's/ seq [0-9]* / /' | sort; }
va_same() { [ "$(va_running | va_lines)" = "$(printf '%s\n' "$va_before" | va_lines)" ]; }
va_restore() {
    va_said=
    va_state=restored
    if va_same; then return; fi
    va_undo
    if va_same; then return; fi
    va_rebuild
    if va_same; then return; fi
    va_state=differs
}
va_save() {
    va_out=$(va_vtysh -c 'write memory' 2>&1)
    va_rc=$?
    va_state=unsaved
    case $va_out in *"Can't"* | *rror* | *failed* | '%'* | *"$va_nl%"*) va_rc=1 ;; *'onfiguration saved to'*) ;; *) va_rc=1 ;; esac
    if [ "$va_rc" -eq 0 ]; then va_state=saved; else va_said="$va_out$va_nl"; fi
}
va_unclock() {
    if [ -n "$va_timer" ]; then kill -KILL "$va_timer" 2>/dev/null; fi
    va_timer= va_tick=$((va_tick + 1))
}
va_clock() {
    va_unclock
    (
        va_left=$1
        while [ "$va_left" -gt 0 ]; do sleep 1 3<&-; va_left=$((va_left - 1)); done
        printf 'deadline %s -\n' "$va_tick" >&3
    ) &
    va_timer=$!
}
va_answer() {
    if [ ! -p "$va_lock/$va_back" ]; then return; fi
    {
        if [ "$1" = last ]; then va_release; fi
        {
            printf '\n%s state %s\n\n%s said\n%.16000s\n' "$va_mark" "$va_state" "$va_mark" "$va_said"
            if [ -n "$va_after" ]; then printf '%s running\n%s\n' "$va_mark" "$va_after"; fi
            printf '%s told\n\n' "$va_mark"
        } >&5
    } 5<>"$va_lock/$va_back"
}
va_answer_apply() {
    va_hush
    va_answer first &
    va_teller=$!
}
va_hush() {
    if [ -n "$va_teller" ]; then kill -KILL "$va_teller" 2>/dev/null; fi
    va_teller=
}
va_finish() {
    va_unclock
    va_hush
    va_after=
    rm -f "$va_lock.last"
    (set -C; printf '%s %s %s %s\n' "$va_run" "$va_state" "$va_since" "$va_who" >"$va_lock.last")
    va_answer last
    if va_holder && [ "$va_h_run $va_h_role" = "$va_run supervisor" ]; then va_release; fi
    exit 0
}
va_supervise() {
    trap '' HUP INT QUIT TERM PIPE
    va_state=idle va_said= va_after= va_timer= va_teller= va_tick=0
    va_clock 10
    while read -r va_word va_back va_mark <&3; do
        case $va_word in
            apply)
                if [ "$va_state" = idle ]; then
                    va_unclock
                    va_state=applied
                    va_commands || va_state=complained
                    va_clock "$va_rollback_timeout"
                fi
                va_answer_apply ;;
            confirm) va_state=confirmed; va_finish ;;
            save) va_unclock; va_save; va_finish ;;
            restore) va_unclock; va_restore; va_finish ;;
            deadline)
                if [ "$va_back" = "$va_tick" ]; then
                    if [ "$va_state" = idle ]; then va_state=unused; else va_restore; fi
                    if [ "$va_state" = restored ]; then va_state=expired; fi
                    va_finish
                fi ;;
        esac
    done
}
va_start() {
    mkfifo -m 600 "$va_lock/words" && (
        (
            exec >/dev/null 2>&1 3<>"$va_lock/words"
            va_supervise
        ) &
        va_own supervisor "$!"
    ) && va_holder
}
"""

READ = r"""
va_queries() {
    while [ "$#" -gt 0 ]; do
        if va_out=$(va_vtysh -E "$@" 2>/dev/null); then va_rc=0; else va_rc=$?; fi
        printf '%s\n' "$va_out"
        if [ "$va_rc" -eq 0 ]; then return 0; fi
        va_name=${va_out##*"! $va_nonce "}
        if [ "$va_name" = "$va_out" ]; then return 1; fi
        va_name=${va_name%%"$va_nl"*}
        if [ "$va_name" = running ]; then return 1; fi
        va_say "refused $va_name"
        until [ "$#" -le 4 ] || [ "$2" = "! $va_nonce $va_name" ]; do shift 4; done
        shift 4
    done
}
va_keeping() {
    va_vtysh -c 'show bgp neighbors' 2>/dev/null | awk '
        /^BGP neighbor / { peer = ""; up = 0 }
        /^BGP neighbor is / { peer = $4; sub(/^\*/, "", peer); sub(/,$/, "", peer) }
        /^ *BGP state = Established/ { up = 1 }
        /^ *For address family: / { family = $4 == "IPv4" ? 4 : $4 == "IPv6" ? 6 : ""; if ($5 != "Unicast") family = "" }
        /Inbound soft reconfiguration allowed/ { if (up && peer != "" && family != "") print family, peer }' 2>/dev/null
}
va_follow() {
    va_kept=$(va_keeping)
    set --
    while read -r va_family va_peer; do
        if [ -n "$va_peer" ]; then set -- "$@" @followed@; fi
    done <<EOT
$va_kept
EOT
    if [ "$#" -gt 0 ]; then va_queries "$@"; fi
}
va_main() {
    exec </dev/null
    va_say ready
    va_place
    if va_queries @queries@; then
        @follow@
    else
        va_say trouble
        va_vtysh -c 'show daemons' 2>&1
        va_say "code $?"
        va_say user; id -un
        va_say host; uname -n
        va_say sockets; ls /run/frr/*.vty /var/run/frr/*.vty 2>/dev/null
    fi
    va_say optmem; cat /proc/sys/net/core/optmem_max 2>/dev/null
    if [ -e "$va_lock.last" ]; then
        va_recall
        va_say last; printf '%s\n' "$va_l_state" "$va_l_when" "$va_l_who"
        case $va_l_state in expired | differs | unsaved) rm -f "$va_lock.last" ;; esac
    fi
    va_say end
}
va_main
"""

APPLY = r"""
va_main() {
    exec </dev/null
    va_say ready
    va_place
    case $(command -v printf) in printf) ;; *) va_say leaky; va_say end; return ;; esac
    if va_take; then
        va_holder
        if [ "$va_h_role" = caller ]; then
            va_before=$(va_running)
            if [ "$(printf '%s\n' "$va_before" | cksum)" != "$va_token" ]; then
                va_release
                va_say changed; va_say end
                return
            fi
            va_start || { va_release; va_say unstarted; va_say end; return; }
        fi
        va_told=
        va_ask apply || va_last
        case $va_told in *"$va_nonce running$va_nl"*) ;; *) va_say running; va_running ;; esac
    fi
    va_say end
}
va_main
"""

SETTLE = r"""
va_main() {
    exec </dev/null
    va_say ready
    va_place
    va_request @word@ || va_last
    @after@
    va_say end
}
va_main
"""
