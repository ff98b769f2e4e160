"""How people are called."""

from __future__ import annotations

import pytest

from accounts.professionals.models import given_names


@pytest.mark.parametrize(
    ("whole", "called"),
    [
        ("Ana Milena Cárdenas", "Ana Milena"), ("Felipe Arango", "Felipe"), ("Teresa de Jesús Caicedo", "Teresa de Jesús"),
        ("Teresa de Jesús Caicedo Mina", "Teresa de Jesús"), ("María del Carmen Ruiz", "María del Carmen"), ("Óscar Iván Beltrán Soto", "Óscar Iván"),
        ("Yuliana", "Yuliana"), ("", ""), ("María de la Cruz", "María"),
    ],
)  # fmt: skip
def test_the_surnames_are_left_out_and_a_name_is_not_cut_in_two(whole: str, called: str) -> None:
    assert given_names(whole) == called
