// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <typeindex>
#include <utility>

namespace regen {

// What a piece of work on an exam, against the same other one, depends on.
enum class WorkOn {
  kImages,   // not on the outline's place: it holds wherever that is put
  kOutline,  // on the outline where it is
};

// What several measurements of one exam have in common, one of each type, made by the first
// that asks. An exam whose outline is put elsewhere has a store of its own that knows the first
// one's work on the images. May be used by several threads.
class SharedWork {
 public:
  SharedWork() = default;
  explicit SharedWork(SharedWork* same_images) : same_images_(same_images) {}

  template <typename T, typename Make>
  std::shared_ptr<const T> Get(WorkOn on, const Make& make) {
    if (on == WorkOn::kImages && same_images_ != nullptr) return same_images_->Get<T>(on, make);
    if (auto kept = Find(typeid(T))) return std::static_pointer_cast<const T>(std::move(kept));
    // Not under the lock: making one thing may ask for another.
    return std::static_pointer_cast<const T>(
        Keep(typeid(T), std::make_shared<const T>(make())));
  }

 private:
  using Kept = std::shared_ptr<const void>;

  Kept Find(std::type_index type) {
    const std::lock_guard lock(mutex_);
    const auto found = kept_.find(type);
    return found == kept_.end() ? nullptr : found->second;
  }

  Kept Keep(std::type_index type, Kept made) {
    const std::lock_guard lock(mutex_);
    return kept_.emplace(type, std::move(made)).first->second;
  }

  SharedWork* same_images_ = nullptr;
  std::mutex mutex_;
  std::map<std::type_index, Kept> kept_;
};

// From the store, or made where there is none.
template <typename T, typename Make>
std::shared_ptr<const T> MadeOnce(SharedWork* work, WorkOn on, const Make& make) {
  return work != nullptr ? work->Get<T>(on, make) : std::make_shared<const T>(make());
}

}  // namespace regen
