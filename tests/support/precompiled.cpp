// SPDX-License-Identifier: GPL-3.0-or-later
// Gives the headers that all tests share something to be precompiled with.
