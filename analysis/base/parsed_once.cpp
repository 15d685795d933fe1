// SPDX-License-Identifier: GPL-3.0-or-later
// Gives large headers of other projects something to be precompiled with.
