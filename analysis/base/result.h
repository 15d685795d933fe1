// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace regen {

// What kind of thing went wrong with an input or the outside world. A clinical outcome ("not
// comparable", "held") is not an error: it is an ordinary value with reasons (base/reason.h).
enum class ErrorKind {
  kUsage,        // the caller asked for something that does not exist
  kInput,        // a file, a request or a configuration value cannot be used
  kUnavailable,  // the archive, the database or a process did not answer; trying again may help
  kConflict,     // the state moved on in the meantime
  kInternal      // our own mistake
};

// One line for a person: what, where (file, row, column, tag or key path), what was expected.
// Never holds a patient's name, identifier or date of birth.
struct Error {
  ErrorKind kind = ErrorKind::kInternal;
  std::string message;
};

inline Error InputError(std::string message) { return {ErrorKind::kInput, std::move(message)}; }

// Either a value or an error; members are named as in std::expected.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool has_value() const { return std::holds_alternative<T>(state_); }
  explicit operator bool() const { return has_value(); }

  T& value() & { assert(has_value()); return std::get<T>(state_); }
  const T& value() const& { assert(has_value()); return std::get<T>(state_); }
  T&& value() && { assert(has_value()); return std::get<T>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const { assert(!has_value()); return std::get<Error>(state_); }

 private:
  std::variant<T, Error> state_;
};

// For operations that give nothing back but may fail.
struct Done {};
using Status = Result<Done>;

}  // namespace regen
